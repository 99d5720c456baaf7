// What Swagger UI leaves to others: names for what has none, and the colours of the night.

const NAMES = {
  "#servers": "Server",
  ".examples-select-element": "Example",
  ".body-param__text": "Request body",
  ".copy-to-clipboard button": "Copy",
  ".close-modal": "Close",
  ".json-schema-2020-12-accordion:has(> .json-schema-2020-12-accordion__children:empty)": "More",
};

function mend() {
  for (const [selector, name] of Object.entries(NAMES))
    for (const found of page.querySelectorAll(`:is(${selector}):not([aria-label])`)) found.setAttribute("aria-label", name);
  for (const found of page.querySelectorAll("[data-param-name] textarea:not([aria-label])"))
    found.setAttribute("aria-label", found.closest("[data-param-name]").dataset.paramName);
  // It says something else than the button shows.
  for (const button of page.querySelectorAll(".auth.authorize[aria-label]")) button.removeAttribute("aria-label");
  // A link in a button: the button opens the same.
  for (const link of page.querySelectorAll("button a[href]")) link.removeAttribute("href");
  // What scrolls has to be reached with the keyboard.
  for (const code of page.querySelectorAll("pre.microlight:not([tabindex])")) code.tabIndex = 0;
}

const page = document.getElementById("swagger-ui");
new MutationObserver(mend).observe(page, { childList: true, subtree: true });

const night = matchMedia("(prefers-color-scheme: dark)");
const paint = () => document.documentElement.classList.toggle("dark-mode", night.matches);
night.addEventListener("change", paint);
paint();
