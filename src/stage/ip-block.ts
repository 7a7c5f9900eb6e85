// The addresses of one range, handed out and taken back, never beyond its end.

import { type Cidr, formatIp } from "../base/index.ts";

/** Enough for any node: a /64 is not tracked bit by bit. */
const ADDRESSES_TRACKED_MAX = 65_536;

export class IpBlock {
  private readonly used: Uint32Array;
  private readonly capacity: number;
  private readonly reservedLast: boolean;
  private cursor = 1;
  private usedCount = 0;

  constructor(readonly cidr: Cidr) {
    this.capacity = Number(cidr.size < ADDRESSES_TRACKED_MAX ? cidr.size : ADDRESSES_TRACKED_MAX);
    // The network's own address is never given; nor is the broadcast address, where there is one.
    this.reservedLast = cidr.version === 4 && this.capacity > 2;
    this.used = new Uint32Array(Math.ceil(this.capacity / 32));
    if (this.capacity <= 2) this.cursor = 0;
  }

  private get firstUsable(): number {
    return this.capacity > 2 ? 1 : 0;
  }

  private get endUsable(): number {
    return this.reservedLast ? this.capacity - 1 : this.capacity;
  }

  get isFull(): boolean {
    return this.usedCount >= this.endUsable - this.firstUsable;
  }

  get isEmpty(): boolean {
    return this.usedCount === 0;
  }

  /** An address nobody has, least recently freed first; undefined when all are taken. */
  take(): string | undefined {
    if (this.isFull) return undefined;
    while (this.isUsed(this.cursor)) this.advance();
    const offset = this.cursor;
    this.mark(offset, true);
    this.advance();
    return formatIp(this.cidr.version, this.cidr.first + BigInt(offset));
  }

  /** Marks an address that somebody already has; false when it is not of this range or was marked before. */
  claim(address: bigint): boolean {
    return this.set(address, true);
  }

  release(address: bigint): boolean {
    return this.set(address, false);
  }

  private set(address: bigint, used: boolean): boolean {
    const offset = Number(address - this.cidr.first);
    if (offset < this.firstUsable || offset >= this.endUsable || this.isUsed(offset) === used)
      return false;
    this.mark(offset, used);
    return true;
  }

  private advance(): void {
    this.cursor = this.cursor + 1 >= this.endUsable ? this.firstUsable : this.cursor + 1;
  }

  private isUsed(offset: number): boolean {
    return ((this.used[offset >>> 5]! >>> (offset & 31)) & 1) === 1;
  }

  private mark(offset: number, used: boolean): void {
    const bit = 1 << (offset & 31);
    if (used) this.used[offset >>> 5]! |= bit;
    else this.used[offset >>> 5]! &= ~bit;
    this.usedCount += used ? 1 : -1;
  }
}
