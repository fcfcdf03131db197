-- Under Quarto: wide tables scroll inside their own box instead of widening the page, as in the embedded engine.
function Table(table)
  for i, spec in ipairs(table.colspecs) do table.colspecs[i] = { spec[1], nil } end
  return pandoc.Div({ table }, { class = "scroll" })
end
