// How the report looks: one column of plots, light or dark as the reader's system, readable on a phone and on paper.
#pragma once

namespace spikelight {

inline constexpr const char* report_style = R"css(
:root{color-scheme:light dark;--ink:#1d2230;--soft:#5c6475;--line:#dfe3ea;--page:#f4f5f8;--card:#fff;--accent:#1668b8}
@media (prefers-color-scheme:dark){
:root{--ink:#e6e9f0;--soft:#98a1b3;--line:#2c3342;--page:#0e1117;--card:#171b24;--accent:#6db3f2}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
main{max-width:1080px;margin:0 auto;padding:24px 16px 48px}
header{margin-bottom:20px}
h1{font-size:1.9rem;line-height:1.2;margin:0 0 4px;overflow-wrap:anywhere}
h2{font-size:1.1rem;margin:0 0 14px}
h3{font-size:.82rem;letter-spacing:.06em;text-transform:uppercase;color:var(--soft);margin:20px 0 6px}
h3:first-of-type{margin-top:0}
header p{margin:0;color:var(--soft)}
section{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:18px 20px;margin:0 0 18px}
section.picture{padding:0;overflow:hidden;background:#000}
.picture video,.picture img{display:block;width:100%;height:auto}
.picture p{margin:0;padding:10px 20px;background:var(--card)}
a{color:var(--accent)}
.plot{display:grid;grid-template-columns:46px minmax(0,1fr);column-gap:8px;margin:0 0 14px;padding-right:16px}
.plot figcaption{grid-column:2;overflow-wrap:anywhere;font-size:.85rem;color:var(--soft);margin-bottom:4px}
.plot figcaption b{color:var(--ink);font-weight:600;margin-right:4px}
.y,.x{position:relative;font-size:.72rem;color:var(--soft);font-variant-numeric:tabular-nums}
.y span{position:absolute;right:0;transform:translateY(50%);line-height:1;white-space:nowrap}
.area{position:relative;border-left:1px solid var(--line);border-bottom:1px solid var(--line)}
.area svg,.area img{position:absolute;inset:0;width:100%;height:100%}
.area path{fill:none;stroke-width:1.6px;vector-effect:non-scaling-stroke}
.area .v{position:absolute;top:0;bottom:0;width:1px;background:var(--line);opacity:.7}
.x{grid-column:2;height:40px;padding-top:4px}
.x span{position:absolute;transform:translateX(-50%);line-height:1.4}
.x span:first-child{transform:none}
.x b{position:absolute;top:20px;left:0;right:0;text-align:center;font-weight:400}
.legend{display:inline-flex;font-size:.85rem;flex-wrap:wrap;gap:2px 12px;list-style:none;margin:0 0 0 10px;padding:0}
.legend i,.dot{display:inline-block;width:10px;height:10px;border-radius:50%;margin-right:6px}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.92rem}
th,td{text-align:left;padding:6px 14px 6px 0;border-bottom:1px solid var(--line);vertical-align:top;white-space:nowrap}
th{font-weight:600;color:var(--soft);font-size:.8rem}
tr:last-child td{border-bottom:0}
.n{text-align:right;font-variant-numeric:tabular-nums}
th.n:last-child,td.n:last-child{padding-right:0}
dl{display:grid;grid-template-columns:max-content 1fr;gap:5px 18px;margin:0;font-size:.92rem}
dt{color:var(--soft)}
dd{margin:0;overflow-wrap:anywhere}
code,pre{font:.86em/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
pre{margin:0;overflow-x:auto;padding:12px 14px;background:var(--page);border-radius:8px}
.bar{display:flex;height:12px;border-radius:6px;overflow:hidden;background:var(--line);margin:0 0 10px}
.bar i{display:block;min-width:1px}
summary{cursor:pointer;font-weight:600}
details[open] summary{margin-bottom:12px}
footer{color:var(--soft);font-size:.82rem}
@media (max-width:640px){
main{padding:16px 10px 32px}h1{font-size:1.45rem}section{padding:14px 12px;border-radius:10px}
.plot{grid-template-columns:34px minmax(0,1fr);column-gap:6px;padding-right:12px}.odd{display:none}dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:8px}
.legend{margin-left:0;display:flex}table{font-size:.78rem}th{font-size:.72rem}th,td{padding-right:7px;white-space:normal}td{overflow-wrap:anywhere}
th.n,td.n{white-space:nowrap}}
@media print{
:root{--ink:#000;--soft:#444;--line:#bbb;--page:#fff;--card:#fff}
body{font-size:11pt}main{max-width:none;padding:0}section{border:0;padding:0}
.plot,.wide,dl,.picture{break-inside:avoid}h2,h3{break-after:avoid}
pre{white-space:pre-wrap;padding:0}*{print-color-adjust:exact}}
)css";

}  // namespace spikelight
