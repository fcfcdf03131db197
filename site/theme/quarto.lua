-- Before Quarto's own filters: what the embedded engine does to the same pages.
-- Wide tables scroll in a box of their own, and a margin note keeps to the page's grid rather than to Quarto's.
function Table(table)
  for i, spec in ipairs(table.colspecs) do table.colspecs[i] = { spec[1], nil } end
  return pandoc.Div({ table }, { class = "scroll" })
end

function Div(div)
  if not div.classes:includes("column-margin") then return nil end
  div.classes = div.classes:filter(function(class) return class ~= "column-margin" end)
  div.classes:insert("note")
  return div
end
