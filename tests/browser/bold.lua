-- Code in which something is bold, as what was typed in a session is: offline.mjs has put two letters around it.
function CodeBlock(block)
    if not block.text:find('\u{E000}') then
        return nil
    end
    local text = block.text:gsub('&', '&amp;'):gsub('<', '&lt;'):gsub('>', '&gt;')
    text = text:gsub('\u{E000}', '<b>'):gsub('\u{E001}', '</b>')
    return pandoc.RawBlock('html', '<pre><code>' .. text .. '</code></pre>')
end
