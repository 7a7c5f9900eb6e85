// How this program asks itself for what is not a command of its users.

/** The word that makes this program run another one and end it when it ends itself: said by cluster, heard by cli. */
export const SUPERVISE = "__supervise";
/** The word that makes this program keep a named cluster: said by lifecycle, heard by cli. */
export const KEEP = "__keep";
