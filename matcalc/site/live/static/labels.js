/** Buttons of the theme whose label leaves out their text: what is read shall be what is seen. */
document.addEventListener("DOMContentLoaded", () => {
  for (const named of document.querySelectorAll(".search-button-field, summary[aria-label]")) {
    named.removeAttribute("aria-label");
  }
  // This button is named already; its icons bring titles, before or after they became pictures.
  for (const icon of document.querySelectorAll(".theme-switch-button > *")) {
    icon.removeAttribute("title");
    icon.replaceChildren(...[...icon.children].filter((child) => child.tagName !== "title"));
    icon.setAttribute("aria-hidden", "true");
  }
});
