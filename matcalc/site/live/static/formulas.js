/** Formulas that are wider than their place: who has a keyboard can go there, and scroll. */
(() => {
  const label = document.currentScript?.dataset.label ?? "";
  /** @param {Element[]} formulas */
  const look = (formulas) => {
    for (const formula of formulas) {
      const isWide = formula.scrollWidth > formula.clientWidth + 1;
      if (isWide === formula.hasAttribute("tabindex")) continue;
      for (const [name, value] of Object.entries({ tabindex: "0", role: "group", "aria-label": label })) {
        if (isWide) formula.setAttribute(name, value);
        else formula.removeAttribute(name);
      }
    }
  };
  document.addEventListener("DOMContentLoaded", () => {
    const formulas = [...document.querySelectorAll('mjx-container[display="true"], .formula')];
    const observer = new ResizeObserver((seen) => look(seen.map(({ target }) => target)));
    for (const formula of formulas) observer.observe(formula);
    document.fonts.ready.then(() => look(formulas));
  });
})();
