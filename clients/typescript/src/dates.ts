// Dates as the service writes them: UTC, without saying so.

/** The moment that a date of the service is. `new Date(text)` would take it for the time of where the device is. */
export function utc(text: string): Date {
  return new Date(`${text}Z`);
}
