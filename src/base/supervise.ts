// How cluster asks this program to run another.

/** The word that makes this program run another one and end it when it ends itself: said by cluster, heard by cli. */
export const SUPERVISE = "__supervise";
