// How a page asks the service: once at a time, and of several answers only the latest counts.

/**
 * Asks, unless the button or form that was pressed is waiting for an answer already. It shows that it is.
 *
 * @param {Element} pressed
 * @param {() => Promise<void>} ask
 */
export async function onceAtATime(pressed, ask) {
  if (pressed.getAttribute("aria-busy") === "true") return;
  pressed.setAttribute("aria-busy", "true");
  try {
    await ask();
  } finally {
    pressed.removeAttribute("aria-busy");
  }
}

/**
 * For what shows the answer to one question after another: answers come in any order. What is returned is called with
 * each question, and returns what tells whether it is still the latest.
 */
export function latestOnly() {
  let latest = 0;
  return () => {
    const mine = ++latest;
    return () => mine === latest;
  };
}
