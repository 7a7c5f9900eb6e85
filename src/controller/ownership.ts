// What a member of a team may play while the team changes. A name is ours for sure when it is ours by the view of the team
// that all agree on; until all have agreed on a new view it must be ours by the old one as well. So what changes hands is
// let go of by one before the other takes it up, and nothing is played twice.

import { type Sharing, slotOf } from "./shard.ts";

export interface Member {
  readonly slot: number;
  /** Unique to each joining, also of the same process. */
  readonly holder: string;
}

/** The members somebody takes to be alive, in order of slot. */
export type View = readonly Member[];

/** Equal for equal views. */
export function viewKey(view: View): string {
  return view.map(({ slot, holder }) => `${slot}=${holder}`).join(",");
}

const nobody: readonly number[] = [];
/** Views proposed since the last agreement; with more, nothing is ours until there is one. */
const PROPOSED_MAX = 32;

export class Ownership implements Sharing {
  /** The slots of the view that was agreed on last, then of those proposed since. */
  private slots: readonly (readonly number[])[] = [nobody];
  private me = -1;

  /** Nothing is ours any more, until a view with us in `slot` has been agreed on. */
  reset(slot: number): void {
    this.me = slot;
    this.slots = [nobody];
  }

  propose(view: View): void {
    const kept = this.slots.length > PROPOSED_MAX ? [nobody] : this.slots;
    this.slots = [...kept, view.map(({ slot }) => slot)];
  }

  /** Everyone has agreed on the view proposed last. */
  agree(): void {
    this.slots = this.slots.slice(-1);
  }

  owns(name: string): boolean {
    return this.slots.every((slots) => slotOf(name, slots) === this.me);
  }
}
