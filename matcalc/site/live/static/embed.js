/** ?embed: one part of a page alone, without the theme's frame.  Run before formulas are set. */
(() => {
  const wanted = new URLSearchParams(location.search).get("embed");
  if (wanted === null) return;
  const root = document.documentElement;
  root.classList.add("embedded");
  // With ?embed=light or =dark for a page of that colour.
  const colour = () => {
    if (wanted === "light" || wanted === "dark") Object.assign(root.dataset, { theme: wanted, mode: wanted });
  };

  /** The part that the address names, or the whole text. */
  const part = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    return (
      target?.closest("[data-tool], figure, tbody, section, div.math") ?? document.querySelector("article")
    );
  };

  const showAlone = () => {
    for (let node = part(); node && node !== document.body; node = node.parentElement)
      for (const other of node.parentElement.children)
        if (other !== node) other.classList.add("left-out", "mathjax_ignore");
    root.classList.add("alone");
    colour();
  };
  // The text is there, and the scripts that make it answer are not yet.
  if (document.readyState === "loading")
    document.addEventListener("readystatechange", showAlone, { once: true });
  else showAlone();
  addEventListener("load", colour); // after the theme's own script
  addEventListener("hashchange", () => location.reload());
})();
