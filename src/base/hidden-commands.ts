// Commands by which this program starts itself as a helper process; hidden from users.

/** Runs another program and ends it when the parent ends. Started by cluster, served by cli. */
export const SUPERVISE = "__supervise";
/** Holds the processes of a named cluster. Started by lifecycle, served by cli. */
export const KEEP = "__keep";
