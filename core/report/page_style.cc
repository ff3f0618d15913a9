#include "core/report/page_style.h"

namespace linkbert::report {

const char kPageStyle[] = R"css(
:root { color-scheme: light dark; --page: #f6f7f9; --card: #fff; --ink: #1b1f27; --soft: #5b6472; --edge: #dfe3e9;
  --good: #0a7d52; --bad: #c0392b; --mark: #fff0b3; --tint: 0 114 178;
  --c0: #0072b2; --c1: #d55e00; --c2: #00875f; --c3: #b0528f; --c4: #a07400; --c5: #3a9bd0; --c6: #6b5bb5; --c7: #555; }
@media (prefers-color-scheme: dark) {
  :root { --page: #12151a; --card: #1b2027; --ink: #e7eaef; --soft: #9aa5b4; --edge: #323945;
    --good: #4cc38a; --bad: #ff7b6b; --mark: #5c4a10; --tint: 86 180 233;
    --c0: #56b4e9; --c1: #ff9248; --c2: #2ecc9a; --c3: #e08bc0; --c4: #e6b422; --c5: #8fd3ff; --c6: #a99bf0; --c7: #bbb; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); overflow-wrap: anywhere;
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
main { max-width: 1160px; margin: 0 auto; padding: 24px 20px 48px; }
header { margin-bottom: 8px; }
.kind { margin: 0; color: var(--soft); font-size: 14px; letter-spacing: .02em; }
h1 { margin: 0; font-size: clamp(24px, 4.5vw, 34px); line-height: 1.2; }
h2 { margin: 36px 0 12px; font-size: 20px; }
h3 { margin: 20px 0 8px; font-size: 16px; }
h4 { margin: 0 0 4px; font-size: 16px; }
p { margin: 0 0 8px; }
small, .note, .legend, output, footer, caption { color: var(--soft); font-size: 14px; }
.c0 { --c: var(--c0); } .c1 { --c: var(--c1); } .c2 { --c: var(--c2); } .c3 { --c: var(--c3); }
.c4 { --c: var(--c4); } .c5 { --c: var(--c5); } .c6 { --c: var(--c6); } .c7 { --c: var(--c7); }
.run::before { content: ""; display: inline-block; width: .7em; height: .7em; margin-right: .4em; border-radius: 50%;
  background: var(--c); }
.tiles { display: grid; gap: 12px; grid-template-columns: repeat(auto-fit, minmax(min(100%, 300px), 1fr)); }
.tile, figure, .pair, .scroll, details, .facts, .measures, .confusion, .history { background: var(--card);
  border: 1px solid var(--edge); border-radius: 10px; }
.tile { padding: 12px 14px; }
.tile .label { margin: 0; color: var(--soft); font-size: 14px; }
.tile .value { margin: 2px 0; font-size: 24px; white-space: nowrap; font-variant-numeric: tabular-nums; }
.tile .note { margin: 0; font-size: 13px; }
.before { color: var(--soft); }
.charts { display: grid; gap: 14px; grid-template-columns: repeat(auto-fit, minmax(min(100%, 340px), 1fr)); }
figure { margin: 0; padding: 12px 12px 6px; display: flex; flex-direction: column; }
figcaption { font-weight: 600; }
figure .note { margin: 0; }
svg { width: 100%; height: auto; margin-top: 4px; touch-action: pan-y; }
figure .legend { margin: 2px 0 0; }
output { min-height: 1.5em; font-variant-numeric: tabular-nums; }
.key { display: inline-block; margin-right: 10px; }
.key::before { content: ""; display: inline-block; width: 16px; height: 3px; margin-right: 6px; vertical-align: middle;
  background: var(--c); }
.key.points::before { width: 8px; height: 8px; border-radius: 50%; }
.key.dashes::before { height: 0; background: none; border-top: 2px dashed var(--soft); }
svg text { fill: var(--soft); font: 12px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
.end { text-anchor: end; } .mid { text-anchor: middle; }
.grid { stroke: var(--edge); } .reference { stroke: var(--soft); stroke-dasharray: 5 4; }
.cursor { stroke: var(--soft); stroke-width: .7; }
svg .line path { fill: none; stroke: var(--c); stroke-width: 1.6; stroke-linejoin: round; }
svg .points path { fill: none; stroke: var(--c); stroke-width: 1.2; }
svg circle { fill: var(--c); stroke: var(--card); stroke-width: .8; }
svg .kill line { stroke: var(--bad); } svg .kill text { fill: var(--bad); }
svg .resume line { stroke: var(--c); stroke-dasharray: 2 3; } svg .resume text { fill: var(--c); }
table { border-collapse: separate; border-spacing: 0; font-size: 15px; font-variant-numeric: tabular-nums; }
th, td { padding: 6px 12px; text-align: left; vertical-align: top; }
tbody th { font-weight: 400; color: var(--soft); }
tbody tr + tr > * { border-top: 1px solid var(--edge); }
caption { padding: 8px 12px 2px; text-align: left; caption-side: bottom; }
.fine td, .fine thead th { overflow-wrap: normal; }
.scroll { overflow-x: auto; } .scroll table { border: 0; width: 100%; }
.beside { display: grid; gap: 14px; align-items: start; grid-template-columns: repeat(auto-fit, minmax(min(100%, 340px), 1fr)); }
.beside table { width: 100%; }
.measures td:nth-child(2) { white-space: nowrap; }
.confusion th, .confusion td { text-align: center; vertical-align: middle; padding: 8px 6px; }
.confusion td small { display: block; }
.confusion td, .share { background: rgb(var(--tint) / calc(var(--share) * .45)); }
.share { background: linear-gradient(to right, rgb(var(--tint) / .22) calc(var(--share) * 100%), transparent 0); }
.confusion .right { font-weight: 600; }
.pairs { display: grid; gap: 14px; grid-template-columns: repeat(auto-fit, minmax(min(100%, 340px), 1fr)); }
.pair { padding: 12px 14px; }
.arrow { color: var(--soft); }
.verdict { font-size: 14px; margin-bottom: 4px; }
.verdict.right { color: var(--good); } .verdict.wrong { color: var(--bad); }
.text { font-size: 14px; line-height: 1.45; }
a { color: var(--c0); }
.away { border-bottom: 1px dotted var(--soft); }
.pair:target { outline: 2px solid var(--c0); }
mark { background: var(--mark); color: inherit; border-radius: 3px; padding: 0 2px; }
.bars { display: grid; grid-template-columns: auto 1fr; gap: 2px 10px; margin: 8px 0 0; font-size: 13px; }
.bars dt { color: var(--soft); } .bars dd { margin: 0; }
.bars dd span { display: block; padding: 0 6px; border-radius: 4px; white-space: nowrap;
  background: linear-gradient(to right, rgb(var(--tint) / .3) calc(var(--share) * 100%), rgb(var(--tint) / .06) 0); }
.history { margin: 0; padding: 10px 14px 10px 34px; } .history li { padding: 2px 0; }
.time { color: var(--soft); font-variant-numeric: tabular-nums; margin-right: 8px; }
details { padding: 10px 14px; } details .scroll { border: 0; margin-top: 8px; } summary { cursor: pointer; }
.differs > * { background: var(--mark); }
footer { margin-top: 32px; }
@media (max-width: 480px) {
  main { padding: 16px 12px 32px; } th, td { padding: 6px 8px; } .tile .value { font-size: 22px; } }
@media print { body { background: none; } figure, .tile, .pair { break-inside: avoid; } }
)css";

const char kPageScript[] = R"js(
for (const svg of document.querySelectorAll('svg[data-x]')) {
  const [low, high, left, right] = svg.dataset.x.split(',').map(Number);
  const scale = 'xLog' in svg.dataset ? Math.log : x => x, unit = svg.dataset.xName || 'step';
  const share = x => (scale(x) - scale(low)) / (scale(high) - scale(low));
  const output = svg.parentNode.querySelector('output'), cursor = svg.querySelector('.cursor');
  const series = [...svg.querySelectorAll('[data-points]')].map(group => ({
    name: group.dataset.name,
    points: group.dataset.points.split(';').map(text => text.split('|')).map(([step, value]) => [Number(step), value])}));
  const gap = (point, at) => Math.abs(share(point[0]) - at);
  const nearest = (points, at) => points.reduce((a, b) => gap(b, at) < gap(a, at) ? b : a);
  svg.addEventListener('pointermove', event => {
    const x = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse()).x;
    const step = nearest(series.flatMap(s => s.points), (x - left) / (right - left))[0];
    const at = left + share(step) * (right - left);
    cursor.setAttribute('x1', at), cursor.setAttribute('x2', at);
    const values = series.map(s => [s.name, ...nearest(s.points, share(step))]);
    output.textContent = `${unit} ${step}: ` + values.map(([name, own, value]) =>
      `${series.length > 1 ? name + ' ' : ''}${value}${own === step ? '' : ` (${unit} ${own})`}`).join(' · ');
  });
  svg.addEventListener('pointerleave', () => {
    output.textContent = '';
    cursor.setAttribute('x1', -9), cursor.setAttribute('x2', -9);
  });
}
)js";

}  // namespace linkbert::report
