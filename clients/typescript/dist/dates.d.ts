/** The moment that a date of the service is. `new Date(text)` would take it for the time of where the device is. */
export declare function utc(text: string): Date;
