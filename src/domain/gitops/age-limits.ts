const minute = 60_000;

/** An ApplicationSet looks for new folders every three minutes, an Application for new commits too. Milliseconds. */
export const pickUpLimit = 15 * minute;
export const syncLimit = 30 * minute;
/** A server of the engine that restarts makes errors that heal by themselves. */
export const settleLimit = 3 * minute;
