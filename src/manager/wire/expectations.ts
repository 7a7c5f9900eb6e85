// What a controller did that its watch has not shown yet. Until it has, the pods known are not the pods there are, and
// acting on them would create or delete twice. As in Kubernetes' controller expectations, they lapse after five minutes.

const LAPSE_MS = 300_000;

interface Expected {
  creates: number;
  readonly deletes: Set<string>;
  sinceMs: number;
}

export class Expectations {
  private readonly byOwner = new Map<string, Expected>();

  /** Whether everything expected for the owner has been seen, or was given up. */
  met(ownerUid: string, nowMs: number): boolean {
    const expected = this.byOwner.get(ownerUid);
    if (!expected) return true;
    const open = expected.creates > 0 || expected.deletes.size > 0;
    if (open && nowMs - expected.sinceMs < LAPSE_MS) return false;
    this.byOwner.delete(ownerUid);
    return true;
  }

  expectCreates(ownerUid: string, count: number, nowMs: number): void {
    this.of(ownerUid, nowMs).creates += count;
  }

  expectDelete(ownerUid: string, childUid: string, nowMs: number): void {
    this.of(ownerUid, nowMs).deletes.add(childUid);
  }

  /** A child was seen for the first time, or its creation failed. */
  created(ownerUid: string): void {
    const expected = this.byOwner.get(ownerUid);
    if (expected && expected.creates > 0) expected.creates--;
  }

  /** A child is going or gone, or its deletion failed. */
  deleted(ownerUid: string, childUid: string): void {
    this.byOwner.get(ownerUid)?.deletes.delete(childUid);
  }

  forget(ownerUid: string): void {
    this.byOwner.delete(ownerUid);
  }

  private of(ownerUid: string, nowMs: number): Expected {
    const known = this.byOwner.get(ownerUid);
    if (known) {
      known.sinceMs = nowMs;
      return known;
    }
    const expected: Expected = { creates: 0, deletes: new Set(), sinceMs: nowMs };
    this.byOwner.set(ownerUid, expected);
    return expected;
  }
}
