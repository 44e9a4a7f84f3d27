/** The page's one style sheet: calm on a screen, on 360 pixels, and on paper. Its hash stands in the page's policy. */
export const PAGE_STYLE = `
:root{color-scheme:light;--ink:#1b2733;--quiet:#55616d;--line:#d7dde3;--blue:#124f7b;--good:#1d6b4f;--warn:#8a4b08;--bad:#a1261f}
*{box-sizing:border-box}
html{scroll-behavior:auto;-webkit-text-size-adjust:100%}
body{margin:0;overflow-wrap:break-word;color:var(--ink);background:#f4f6f8;font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
.skip{position:absolute;left:-999rem;top:0;background:var(--ink);color:#fff;padding:.6rem 1rem;z-index:1}
.skip:focus{left:0}
a{color:var(--blue)}
a:focus-visible,[tabindex]:focus-visible{outline:3px solid #1f7bc0;outline-offset:2px}
.sheet{max-width:62rem;margin:0 auto;background:#fff;padding:2.2rem 3rem 3rem}
header{border-bottom:3px solid var(--blue);padding-bottom:1rem}
h1{font-size:1.9rem;line-height:1.2;margin:0 0 .5rem}
header p{margin:.15rem 0;color:var(--quiet)}
nav{margin:1.2rem 0 0;font-size:.9rem}
nav h2{font-size:.9rem;margin:0 0 .3rem;padding:0;border:0;color:var(--quiet)}
nav ol{margin:0;padding:0;list-style:none;columns:3 12rem;column-gap:1.5rem}
nav li{margin:0;padding:.12rem 0}
section{margin-top:2.6rem}
h2{font-size:1.35rem;line-height:1.25;margin:0 0 .8rem;padding-top:.9rem;border-top:1px solid var(--line)}
h3{font-size:1rem;margin:1.4rem 0 .4rem}
p{margin:.6rem 0;max-width:46rem}
.lead{font-size:1.25rem;line-height:1.4;font-weight:600}
.note{font-size:.85rem;color:var(--quiet);overflow-wrap:anywhere}
ul{margin:.4rem 0 .8rem;padding-left:1.2rem;max-width:46rem}
li{margin:.35rem 0}
.asked{border-left:4px solid var(--blue);background:#eef4f8;padding:.2rem 1.2rem .5rem;margin:1.2rem 0}
.asked h3{margin-top:.8rem}
.tiles{display:flex;flex-wrap:wrap;gap:.8rem;margin:1.2rem 0;padding:0}
.tiles div{flex:1 1 11rem;border:1px solid var(--line);border-top:4px solid var(--quiet);padding:.7rem .9rem}
.tiles dt{font-size:.82rem;color:var(--quiet)}
.tiles dd{margin:0}
.tiles .value{font-size:1.4rem;font-weight:700;line-height:1.3;white-space:nowrap}
.tiles .under{font-size:.82rem;color:var(--quiet)}
.tiles .good{border-top-color:var(--good)}.tiles .warn{border-top-color:#c47a1a}.tiles .bad{border-top-color:var(--bad)}
figure{margin:1.2rem 0}
figcaption{font-weight:600;margin-bottom:.5rem}
figcaption span{display:block;font-weight:400;font-size:.88rem;color:var(--quiet);max-width:46rem}
svg{display:block;width:100%;height:auto;max-width:52rem}
.narrow{display:none;max-width:26rem}
.scroll{overflow-x:auto;margin:1.1rem 0}
table{border-collapse:collapse;width:100%;font-size:.88rem;line-height:1.4}
caption{text-align:left;font-weight:600;font-size:.95rem;padding-bottom:.4rem}
th,td{text-align:left;vertical-align:top;padding:.45rem .8rem .45rem 0;border-bottom:1px solid var(--line);overflow-wrap:break-word}
thead th{vertical-align:bottom;border-bottom:2px solid var(--ink);font-size:.8rem}
tbody th{font-weight:600}
.number{text-align:right;overflow-wrap:normal;font-variant-numeric:tabular-nums}
.under{display:block;font-weight:400;font-size:.8rem;color:var(--quiet)}
.good .said{color:var(--good)}.warn .said{color:var(--warn)}.bad .said{color:var(--bad);font-weight:600}

.code{white-space:nowrap}
.hash{font-family:ui-monospace,Menlo,Consolas,monospace;font-size:.72rem;overflow-wrap:anywhere}
footer{margin-top:3rem;border-top:1px solid var(--line);padding-top:.8rem}
@media(max-width:44rem){
body{font-size:15px}.sheet{padding:1.2rem 1rem 2rem}h1{font-size:1.5rem}.lead{font-size:1.1rem}nav ol{columns:2 8rem}
.tiles{gap:.5rem}.tiles .value{font-size:1rem}.tiles div{flex-basis:9rem;padding:.5rem .6rem}
.wide{display:none}.narrow{display:block}
table,tbody,caption{display:block}thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
tr{display:block;border-top:2px solid var(--line);padding:.5rem 0}
tbody th,tbody td{display:grid;grid-template-columns:8.4rem minmax(0,1fr);gap:.2rem .6rem;border:0;padding:.14rem 0;text-align:left}
tbody th{display:block;font-size:.95rem;padding-bottom:.25rem}
tbody td.number{text-align:left}
tbody td::before{content:attr(data-title);color:var(--quiet)}
td .cell{min-width:0}
}
@media print{
@page{size:A4;margin:16mm 14mm}
html{font-size:9.4pt}body{background:#fff;font-size:1rem}p,ul,figcaption span{max-width:none}.sheet{max-width:none;padding:0}.skip,nav{display:none}
section{margin-top:1.4rem}h2,h3,figcaption,caption{break-after:avoid}figure,.tiles,tr,li{break-inside:avoid}thead{display:table-header-group}
table{font-size:.84rem}th,td{padding:.3rem .6rem .3rem 0}.scroll{overflow:visible}a{color:inherit;text-decoration:none}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}`
