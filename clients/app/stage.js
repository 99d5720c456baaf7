// What stands around the phone: the views of a small display, and the example that fills in a form.
import { byId, element } from "../page/element.js";

export function beginStage() {
  const stage = byId("stage");
  const tabs = [...byId("tabs").querySelectorAll("button")];
  /** Where there are no tabs to see, there is room for all views. @param {string} view */
  const isShown = (view) => stage.dataset.shown === view || !byId("tabs").checkVisibility();
  const inbox = counter(byId("new-mails"));
  const requests = counter(byId("new-requests"));

  for (const tab of tabs)
    tab.addEventListener("click", () => {
      stage.dataset.shown = tab.dataset.shows;
      for (const other of tabs) other.setAttribute("aria-pressed", String(other === tab));
      if (isShown("inbox")) inbox.clear();
      if (isShown("requests")) requests.clear();
    });
  byId("request-list").addEventListener("asked", () => {
    if (!isShown("requests")) requests.add();
  });
  // The inbox says when something comes.
  addEventListener("message", ({ origin, data }) => {
    if (origin === location.origin && data === "arrived" && !isShown("inbox")) inbox.add();
  });

  new MutationObserver(() => {
    byId("fill-in").hidden = find("input[name=kind]") === null;
  }).observe(byId("screen"), { childList: true });
  byId("fill-in").addEventListener("click", fillIn);
}

/** How much came into a view since it was shown last. @param {HTMLElement} mark */
function counter(mark) {
  let arrived = 0;
  return {
    add() {
      arrived += 1;
      mark.replaceChildren(String(arrived), element("span", { class: "unseen" }, " new"));
    },
    clear() {
      arrived = 0;
      mark.textContent = "";
    },
  };
}

// A free one each time, so that a second try is not the registration of the first.
const NAMES = ["ada", "grace", "alan", "edith", "karen", "dennis"];
const PASS_CODE = "correct horse 1";
let filled = Math.floor(Math.random() * 1000);

/** Types for who only wants to see it. */
function fillIn() {
  const number = filled++;
  const [phone, address] = [`+357 99 ${123000 + number}`, `${NAMES[number % NAMES.length]}${number}@example.com`];
  const identifier = find("input[name=identifier]");
  type(identifier, identifier?.type === "tel" ? phone : address);
  type(find("input[name=pass_code]"), PASS_CODE);
  /** @type {HTMLElement | null} */
  const submit = byId("screen").querySelector("form button.main");
  submit?.focus();
}

/** @param {string} selector @returns {HTMLInputElement | null} */
const find = (selector) => byId("screen").querySelector(selector);

/** Nothing that somebody typed is lost. @param {HTMLInputElement | null} input @param {string} value */
function type(input, value) {
  if (input === null || input.value !== "") return;
  input.value = value;
  input.dispatchEvent(new Event("input"));
}
