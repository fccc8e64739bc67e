/** Colours are few: one for each severity, and greys. Dark by the reader's setting or the page's switch. */
export const STYLE = `
:root{color-scheme:light dark;--page:#fff;--card:#f6f7f9;--line:#d9dde3;--text:#1c2128;--soft:#59636e;--error:#b3261e;--warning:#8a5a00;--info:#0b6bcb;--fine:#1a7f37;--unknown:#6e40c9;--code:#eceff3}
@media (prefers-color-scheme:dark){:root:not([data-theme=light]){--page:#0f1318;--card:#171d24;--line:#323b46;--text:#e6eaef;--soft:#9aa5b1;--error:#ff7b72;--warning:#e3a93a;--info:#6cb6ff;--fine:#4ac26b;--unknown:#b794f6;--code:#222a33}}
:root[data-theme=dark]{color-scheme:dark;--page:#0f1318;--card:#171d24;--line:#323b46;--text:#e6eaef;--soft:#9aa5b1;--error:#ff7b72;--warning:#e3a93a;--info:#6cb6ff;--fine:#4ac26b;--unknown:#b794f6;--code:#222a33}
:root[data-theme=light]{color-scheme:light}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1320px;padding:16px 24px 48px;background:var(--page);color:var(--text);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
h1{font-size:22px;margin:0;overflow-wrap:anywhere}h2{font-size:18px;margin:36px 0 12px}h2.context{font-size:22px;margin-top:48px;padding-top:16px;border-top:3px solid var(--line)}
p{margin:6px 0}small{display:block;color:var(--soft);font-size:13px}
code,pre{font-family:ui-monospace,"SFMono-Regular",Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:13px}
code{overflow-wrap:anywhere}
.top{display:flex;gap:16px;align-items:center;justify-content:space-between;flex-wrap:wrap}
.tools{display:none;gap:8px;align-items:center}.js .tools{display:flex}
.tools input,.tools button,.copy{font:inherit;color:inherit;background:var(--card);border:1px solid var(--line);border-radius:8px;padding:6px 10px}
nav ul,.tiles,.subjects,.open ul{padding:0;margin:12px 0;list-style:none}
nav li{display:inline-block;margin:0 16px 6px 0}a{color:var(--info)}
.count{color:var(--soft)}
.facts{color:var(--soft)}
.verdict{font-size:19px;font-weight:600;padding:12px 16px;border-radius:10px;background:var(--card);border-left:6px solid currentColor}
.verdict.error{color:var(--error)}.verdict.warning{color:var(--warning)}.verdict.fine{color:var(--fine)}.verdict.unknown,p.unknown{color:var(--unknown)}
.tiles{display:flex;flex-wrap:wrap;gap:10px}
.tile{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:8px 14px;color:var(--soft)}
.tile b{font-size:20px;color:var(--text)}.tile.error b{color:var(--error)}.tile.warning b{color:var(--warning)}.tile.info b{color:var(--info)}.tile.fine b{color:var(--fine)}.tile.unknown b{color:var(--unknown)}
.card{background:var(--card);border:1px solid var(--line);border-left:5px solid var(--soft);border-radius:10px;margin:10px 0;padding:0 16px}
.card.error{border-left-color:var(--error)}.card.warning{border-left-color:var(--warning)}.card.info{border-left-color:var(--info)}
.card[open]{padding-bottom:12px}
.card>summary{cursor:pointer;padding:11px 0;display:grid;grid-template-columns:1em minmax(0,1fr);gap:2px 10px;align-items:baseline;list-style:none}
.head{display:flex;flex-wrap:wrap;gap:2px 10px;align-items:baseline}
.card>summary::-webkit-details-marker{display:none}
.sign{font-weight:700;width:1em}.sign.error{color:var(--error)}.sign.warning{color:var(--warning)}.sign.info{color:var(--info)}
.title{font-weight:600;overflow-wrap:anywhere;min-width:0}.rule{color:var(--soft);font-size:13px}
.badge{font-size:13px;border:1px solid currentColor;border-radius:99px;padding:0 9px;color:var(--error)}
.subject{grid-column:2;color:var(--soft);font-family:ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:13px;overflow-wrap:anywhere}
.evidence{overflow-wrap:anywhere}
.fix{padding-left:22px;margin:10px 0}.fix li{margin:6px 0;overflow-wrap:anywhere}
.paste{position:relative;margin:6px 0}
.paste pre{margin:0;padding:10px 12px;background:var(--code);border-radius:8px;overflow:auto;max-height:420px}
.paste code{overflow-wrap:normal}
.copy{display:none;position:absolute;top:6px;right:6px;padding:2px 10px;font-size:13px;cursor:pointer}.js .copy{display:block}
details.hanging,details.why{margin:8px 0}details.hanging>summary,details.why>summary{cursor:pointer;color:var(--soft)}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%}td{padding:4px 12px 4px 0;vertical-align:top;text-align:left}
.so td{font-size:14px}.so td:first-child{color:var(--soft);white-space:nowrap}
.times td{border-bottom:1px solid var(--line);padding:6px 12px 6px 0}.times td:first-child{width:34%}.times td:last-child{width:130px;white-space:nowrap}
.times .axis td{border:0;padding:0 12px 0 0}
.bar{width:100%;display:block;overflow:visible}.bar text{font-size:11px;fill:var(--soft)}
.bar .tick{stroke:var(--line)}.bar .life{stroke-width:4;stroke-linecap:round}
tr.fine .life{stroke:var(--fine)}tr.fine circle{fill:var(--fine)}tr.warning .life{stroke:var(--warning)}tr.warning circle{fill:var(--warning)}tr.error .life{stroke:var(--error)}tr.error circle{fill:var(--error)}tr.error b{color:var(--error)}tr.warning b{color:var(--warning)}
.graph svg{display:block;min-width:900px;max-width:100%;height:auto}
.graph text{fill:var(--text);font-size:13px}.graph text.head{fill:var(--soft);font-weight:600}.graph text.note{fill:var(--soft);font-size:11.5px}
.graph rect{fill:var(--card);stroke:var(--line);stroke-width:1.5}
.node.fine rect{stroke:var(--fine)}.node.bad rect{stroke:var(--error);stroke-width:2}.node.unknown rect{stroke:var(--unknown);stroke-dasharray:5 4}
.edge{fill:none;stroke:var(--soft);stroke-width:1.5;opacity:.55}.edge.reaches,.edge.holds{stroke:var(--info)}.edge.bad{stroke:var(--error);opacity:.95}.edge.unknown{stroke:var(--unknown);stroke-dasharray:5 4}.edge:hover{stroke-width:4;opacity:1}
.legend span{margin-right:14px}.legend .fine{color:var(--fine)}.legend .bad{color:var(--error)}.legend .unknown{color:var(--unknown)}
.open li{padding:3px 0 3px 22px;position:relative;overflow-wrap:anywhere}.open li::before{content:"?";position:absolute;left:4px;color:var(--unknown);font-weight:700}.open li.crashed::before{content:"✗";color:var(--error)}
footer{margin-top:48px;color:var(--soft);font-size:13px}
[hidden]{display:none!important}
@media (max-width:700px){body{padding:12px 12px 32px}.times tr{display:block;border-bottom:1px solid var(--line);padding:6px 0}.times td,.times td:first-child,.times td:last-child{display:block;width:auto;border:0;padding:2px 0}.times .axis{display:none}.card{padding:0 12px}.tools{width:100%}.tools input{flex:1;min-width:0}.so td{display:block;padding:1px 0}.so tr{display:block;padding:5px 0;border-bottom:1px solid var(--line)}}
@media print{.tools,.copy{display:none!important}.paste pre{max-height:none}body{max-width:none}}
`

/** What the page's policy applies: the SHA-256 of the text above. A test holds them together. */
export const STYLE_HASH = 'sha256-Lj4B+sFlyqJf7f24CHAeSG9+wj7P2HbLyYeoVIOrqAQ='
