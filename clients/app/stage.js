// What stands around the phone: the views of a small display, and the example that fills in a form.
import { at, element } from "./elements.js";

// A free one each time, so that a second try is not the registration of the first.
const NAMES = ["ada", "grace", "alan", "edith", "karen", "dennis"];
const PASS_CODE = "correct horse 1";
let filled = Math.floor(Math.random() * 1000);

export function beginStage() {
  const stage = document.querySelector(".stage");
  const tabs = [...document.querySelectorAll(".tabs button")];
  const count = { inbox: 0, requests: 0 };
  const shownAsNew = { inbox: at("new-mails"), requests: at("new-requests") };
  const isShown = (name) => stage.dataset.shown === name || !tabs[0].checkVisibility();

  function arrived(name) {
    if (isShown(name)) return;
    count[name] += 1;
    shownAsNew[name].replaceChildren(`${count[name]}`, element("span", { class: "unseen" }, " new"));
  }
  for (const tab of tabs)
    tab.addEventListener("click", () => {
      stage.dataset.shown = tab.dataset.shows;
      for (const other of tabs) other.setAttribute("aria-pressed", String(other === tab));
      if (tab.dataset.shows in count) {
        count[tab.dataset.shows] = 0;
        shownAsNew[tab.dataset.shows].textContent = "";
      }
    });
  at("request-list").addEventListener("asked", () => arrived("requests"));
  // The inbox says when something comes.
  addEventListener("message", ({ origin, data }) => {
    if (origin === location.origin && data === "arrived") arrived("inbox");
  });

  new MutationObserver(() => {
    at("fill-in").hidden = at("screen").querySelector("[name=kind]") === null;
  }).observe(at("screen"), { childList: true });
  at("fill-in").addEventListener("click", fillIn);
}

/** Types for who only wants to see it. */
function fillIn() {
  const typed = (input, value) => {
    if (!input || input.value !== "") return;
    input.value = value;
    input.dispatchEvent(new Event("input"));
  };
  const screen = at("screen");
  const number = filled++;
  const [phone, address] = [`+357 99 ${String(123000 + number)}`, `${NAMES[number % NAMES.length]}${number}@example.com`];
  const identifier = screen.querySelector("[name=identifier]");
  typed(identifier, identifier.type === "tel" ? phone : address);
  typed(screen.querySelector("[name=pass_code]"), PASS_CODE);
  screen.querySelector("form button.main").focus();
}
