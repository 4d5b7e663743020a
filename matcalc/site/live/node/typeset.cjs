/**
 * Typesets formulas for the pages, in node: TeX in, HTML with MathML for screen readers out.
 *
 *     node typeset.cjs MATHJAX ASKED ANSWERED
 *
 * MATHJAX is the folder of its files; ASKED holds {tex, formulas: [[TeX, display], …]}, and ANSWERED
 * gets {formulas: [HTML, …], style: CSS for all that MathJax can draw}.
 */
const { readFileSync, writeFileSync } = require("node:fs");

const [mathjax, asked, answered] = process.argv.slice(2);
const { tex, formulas } = JSON.parse(readFileSync(asked, "utf-8"));

async function typeset() {
  const MathJax = await require(`${mathjax}/node-main.js`).init({
    loader: { load: ["input/tex", "output/chtml", "a11y/assistive-mml", "adaptors/liteDOM"] },
    options: { enableAssistiveMml: true },
    // The size is that of the text around a formula, which the stylesheet says: nothing is measured.
    chtml: { adaptiveCSS: false, matchFontHeight: false, fontURL: "output/chtml/fonts/woff-v2" },
    tex,
  });
  const { adaptor } = MathJax.startup;
  const found = [];
  for (const [source, display] of formulas)
    found.push(adaptor.outerHTML(await MathJax.tex2chtmlPromise(source, { display })));
  const sheets = [
    MathJax.chtmlStylesheet(),
    ...adaptor.tags(adaptor.head(MathJax.startup.document.document), "style"),
  ];
  const style = [...new Set(sheets.map((sheet) => adaptor.textContent(sheet)))].join("\n");
  writeFileSync(answered, JSON.stringify({ formulas: found, style }));
}

typeset().catch((error) => {
  console.error(String(error?.message ?? error));
  process.exitCode = 1;
});
