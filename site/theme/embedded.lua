-- The embedded engine: reads staged .qmd pages and writes the HTML of their bodies, all in one process.
-- Run as `pandoc lua embedded.lua FOLDER < list-of-pages`; each page comes back as its name, its length and its HTML.
-- It gives Quarto's constructs (callouts, tabs, layouts, margin notes, numbered figures) markup that needs no inline style.

local FORMAT = "markdown"
local CALLOUTS = { note = "Note", tip = "Tip", important = "Important", warning = "Warning", caution = "Caution" }
local KINDS = { fig = "Figure", tbl = "Table" }
local NBSP = "\u{a0}"

local stringify = pandoc.utils.stringify

local function html(text)
  return pandoc.RawBlock("html", text)
end

local function escaped(text)
  return (text:gsub("[&<>\"]", { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;" }))
end

-- Blocks between an opening and a closing tag.
local function wrapped(open, blocks, close)
  local result = pandoc.List({ html(open) })
  result:extend(blocks)
  result:insert(html(close))
  return result
end

local function callout_kind(div)
  for _, class in ipairs(div.classes) do
    local kind = class:match("^callout%-(%a+)$")
    if kind and CALLOUTS[kind] then return kind end
  end
end

local function id_attribute(div)
  return div.identifier ~= "" and (' id="' .. escaped(div.identifier) .. '"') or ""
end

-- A callout: a titled aside, or a disclosure when it may be folded.
local function callout(div, kind)
  local blocks = pandoc.List(div.content)
  local title = pandoc.Plain({ pandoc.Str(CALLOUTS[kind]) })
  if div.attributes.title then
    title = pandoc.Plain(pandoc.utils.blocks_to_inlines(pandoc.read(div.attributes.title, FORMAT).blocks))
  elseif blocks[1] and blocks[1].t == "Header" then
    title = pandoc.Plain(blocks:remove(1).content)
  end
  local attributes = id_attribute(div) .. ' class="callout callout-' .. kind .. '"'
  local collapse = div.attributes.collapse
  local open, close = "<div" .. attributes .. '><p class="callout-title">', "</div></div>"
  local title_end = '</p><div class="callout-body">'
  if collapse then
    local state = collapse == "false" and " open" or ""
    open = "<details" .. attributes .. state .. '><summary class="callout-title">'
    title_end = '</summary><div class="callout-body">'
    close = "</div></details>"
  end
  local result = wrapped(open, { title }, title_end)
  result:extend(blocks)
  result:insert(html(close))
  return result
end

-- Tabs: sections under titles, readable one after another; the page's script turns them into tabs.
local function tabset(div)
  local result = pandoc.List({ html("<div" .. id_attribute(div) .. ' class="panel-tabset">') })
  local level, open
  for _, block in ipairs(div.content) do
    if block.t == "Header" and (level == nil or block.level == level) then
      level = block.level
      if open then result:insert(html("</div>")) end
      open = true
      result:extend({ html('<div class="tab"><p class="tab-title">'), pandoc.Plain(block.content), html("</p>") })
    else
      result:insert(block)
    end
  end
  if open then result:insert(html("</div>")) end
  result:insert(html("</div>"))
  return result
end

local function layout(div)
  local result = pandoc.List({ html("<div" .. id_attribute(div) .. ' class="layout layout-' .. div.attributes["layout-ncol"] .. '">') })
  for _, block in ipairs(div.content) do
    result:extend(wrapped('<div class="cell">', { block }, "</div>"))
  end
  result:insert(html("</div>"))
  return result
end

-- A figure or table that can be referred to: its last paragraph is its caption.
local function numbered(div, kind, number)
  local blocks = pandoc.List(div.content)
  local last = blocks[#blocks]
  local caption = pandoc.List({ pandoc.Str(KINDS[kind] .. NBSP .. number) })
  if last and (last.t == "Para" or last.t == "Plain") then
    blocks:remove(#blocks)
    caption[1].text = caption[1].text .. ":"
    caption:insert(pandoc.Space())
    caption:extend(last.content)
  end
  local figcaption = wrapped("<figcaption>", { pandoc.Plain(caption) }, "</figcaption>")
  local result = pandoc.List({ html("<figure" .. id_attribute(div) .. ' class="numbered ' .. kind .. '">') })
  if kind == "tbl" then result:extend(figcaption) end
  result:extend(blocks)
  if kind == "fig" then result:extend(figcaption) end
  result:insert(html("</figure>"))
  return result
end

-- Numbers of the page's figures and tables by identifier, in reading order.
local function numbering(doc)
  local numbers, counts = {}, { fig = 0, tbl = 0 }
  doc:walk({
    traverse = "topdown",
    Div = function(div)
      local kind = div.identifier:match("^(%a+)%-")
      if KINDS[kind] then
        counts[kind] = counts[kind] + 1
        numbers[div.identifier] = counts[kind]
      end
    end,
  })
  return numbers
end

local function filter(numbers)
  return {
    Div = function(div)
      local kind = callout_kind(div)
      if kind then return callout(div, kind) end
      if numbers[div.identifier] then
        return numbered(div, div.identifier:match("^(%a+)%-"), numbers[div.identifier])
      end
      if div.classes:includes("panel-tabset") then return tabset(div) end
      if div.attributes["layout-ncol"] then return layout(div) end
      if div.classes:includes("column-margin") then
        div.classes:insert("note")
        return div
      end
    end,
    Cite = function(cite)
      local id = cite.citations[1].id
      local kind = id:match("^(%a+)%-")
      if numbers[id] then
        return pandoc.Link(KINDS[kind] .. NBSP .. numbers[id], "#" .. id, "", { class = "xref" })
      end
    end,
    Table = function(table)
      for i, spec in ipairs(table.colspecs) do table.colspecs[i] = { spec[1], nil } end
      return pandoc.Div({ table }, { class = "scroll" })
    end,
  }
end

-- Text that ends right at a fence is a paragraph, as Quarto reads it.
local PARAGRAPHS = {
  Div = function(div)
    for i, block in ipairs(div.content) do
      if block.t == "Plain" then div.content[i] = pandoc.Para(block.content) end
    end
    return div
  end,
}

local WRITER = pandoc.WriterOptions({ html_math_method = "mathml", highlight_method = "none", wrap_text = "none" })

local function body(text)
  local doc = pandoc.read(text, FORMAT):walk(PARAGRAPHS)
  doc = doc:walk(filter(numbering(doc)))
  local result = pandoc.write(pandoc.Pandoc(doc.blocks), "html5", WRITER)
  -- alignment by class: the page's security policy allows no style attributes
  result = result:gsub(' style="text%-align: right;"', ' class="r"'):gsub(' style="text%-align: %a+;"', "")
  -- footnotes belong to the page's text, so they come before its neighbours and the footer
  local notes = result:match('\n<section id="footnotes".*$')
  local after = notes and result:find("<!-- after -->", 1, true)
  if after then result = result:sub(1, after - 1) .. notes .. "\n" .. result:sub(after, #result - #notes) end
  return result
end

local folder = arg[1]
io.stdout:setvbuf("full")
for name in io.lines() do
  local file = assert(io.open(folder .. "/" .. name, "rb"))
  local result = body(file:read("a"))
  file:close()
  io.write(name, "\n", #result, "\n", result)
end
