// Pod addresses from per-node ranges. A node's own podCIDRs are used where it has some; a node without gets blocks cut
// from the controller's range, so that two nodes do not share addresses while there are blocks left.

import { fail } from "../base/index.ts";
import { type Cidr, parseCidr, parseIp } from "../base/index.ts";
import { IpBlock } from "./ip-block.ts";

/** Addresses in a block: a /24, as Kubernetes gives a node by default. */
const BLOCK_ADDRESSES = 256n;

interface Held {
  readonly address: string;
  readonly block: IpBlock | undefined;
}

/** `share` says which part of the range is ours when several controllers cut from the same one. */
export interface IpPoolsOptions {
  readonly cidr: string;
  readonly share?: { readonly index: number; readonly count: number } | undefined;
}

export class IpPools {
  private readonly range: Cidr;
  private readonly blockCount: number;
  private stride: number;
  private nextBlock: number;
  private readonly freeBlocks: IpBlock[] = [];
  private readonly blockByFirst = new Map<bigint, IpBlock>();
  private readonly blocksByNode = new Map<string, IpBlock[]>();
  private readonly blockByCidr = new Map<string, IpBlock>();
  /** Blocks of deleted nodes whose pods are not gone yet. */
  private readonly orphans = new Set<IpBlock>();
  /** Blocks other controllers' nodes have pods in. */
  private readonly foreign = new Set<bigint>();
  private readonly heldByUid = new Map<string, readonly Held[]>();

  /** Throws FailureError when `cidr` is not a range. */
  constructor(options: IpPoolsOptions) {
    const range = parseCidr(options.cidr);
    if (!range)
      fail(`${options.cidr} is not a range of IP addresses`, "write one such as 10.0.0.0/8");
    this.range = range;
    const blocks = range.size / BLOCK_ADDRESSES;
    this.blockCount = blocks < 1n ? 1 : Number(blocks < 1_048_576n ? blocks : 1_048_576n);
    this.stride = options.share?.count ?? 1;
    this.nextBlock = options.share?.index ?? 0;
  }

  /** Cuts only this part of the range from now on. */
  useShare(share: { readonly index: number; readonly count: number }): void {
    this.stride = share.count;
    this.nextBlock = share.index;
  }

  /** Remembers that somebody else's node has the blocks of these addresses. */
  reserve(addresses: readonly string[]): void {
    for (const address of addresses) {
      const ip = parseIp(address);
      if (!ip || !contains(this.range, ip)) continue;
      const first = this.firstOf(ip.value);
      if (!this.blockByFirst.has(first)) this.foreign.add(first);
    }
  }

  /** Leaves a node that somebody else plays from now on its blocks, which live pods are in. */
  cede(node: string, podCidrs: readonly string[]): void {
    for (const { cidr } of this.blocksByNode.get(node) ?? []) {
      this.blockByFirst.delete(cidr.first);
      this.foreign.add(cidr.first);
    }
    this.blocksByNode.delete(node);
    for (const cidr of podCidrs) this.blockByCidr.delete(cidr);
  }

  /** How many pods hold addresses. */
  get size(): number {
    return this.heldByUid.size;
  }

  /** The pod's addresses, one a range of its node; the same for the same uid. Throws when a range is exhausted. */
  assign(uid: string, node: string, podCidrs: readonly string[]): readonly string[] {
    const held = this.heldByUid.get(uid);
    if (held) return held.map(({ address }) => address);
    const taken =
      podCidrs.length > 0 ? podCidrs.map((cidr) => this.takeOf(cidr)) : [this.takeFor(node)];
    this.heldByUid.set(uid, taken);
    return taken.map(({ address }) => address);
  }

  /** Remembers addresses a pod was found with, so that nobody else gets them. */
  claim(
    uid: string,
    node: string,
    addresses: readonly string[],
    podCidrs: readonly string[],
  ): void {
    if (uid === "" || this.heldByUid.has(uid)) return;
    const held = addresses.map((address): Held => {
      const ip = parseIp(address);
      const block = ip && this.blockOf(ip, node, podCidrs);
      return { address, block: ip && block?.claim(ip.value) ? block : undefined };
    });
    this.heldByUid.set(uid, held);
  }

  release(uid: string): void {
    for (const { address, block } of this.heldByUid.get(uid) ?? []) {
      const ip = parseIp(address);
      if (ip && block?.release(ip.value) && block.isEmpty && this.orphans.delete(block))
        this.freeBlocks.push(block);
    }
    this.heldByUid.delete(uid);
  }

  /** Gives a deleted node's blocks to others, each as soon as its last pod is gone. */
  forgetNode(node: string, podCidrs: readonly string[]): void {
    for (const block of this.blocksByNode.get(node) ?? []) {
      if (block.isEmpty) this.freeBlocks.push(block);
      else this.orphans.add(block);
    }
    this.blocksByNode.delete(node);
    for (const cidr of podCidrs)
      if (this.blockByCidr.get(cidr)?.isEmpty) this.blockByCidr.delete(cidr);
  }

  private takeOf(cidr: string): Held {
    const block = this.blockOfCidr(cidr);
    const address = block?.take();
    if (address === undefined)
      fail(`every address of ${cidr} is taken`, "give the node a larger podCIDR");
    return { address, block };
  }

  private takeFor(node: string): Held {
    const own = this.blocksByNode.get(node) ?? [];
    const block =
      own.find((candidate) => !candidate.isFull) ?? this.newBlock(node, own) ?? this.sharedBlock();
    const address = block?.take();
    if (address === undefined)
      fail("every pod address is taken", "give the controller a larger --cidr, such as 10.0.0.0/8");
    return { address, block };
  }

  private newBlock(node: string, own: IpBlock[]): IpBlock | undefined {
    const block = this.freeBlocks.pop() ?? this.cutBlock();
    if (block) this.blocksByNode.set(node, [...own, block]);
    return block;
  }

  private cutBlock(): IpBlock | undefined {
    while (this.nextBlock < this.blockCount) {
      const index = this.nextBlock;
      this.nextBlock += this.stride;
      const first = this.range.first + BigInt(index) * BLOCK_ADDRESSES;
      if (!this.blockByFirst.has(first) && !this.foreign.has(first)) return this.blockAt(first);
    }
    return undefined;
  }

  private blockAt(first: bigint): IpBlock {
    const size = this.range.size < BLOCK_ADDRESSES ? this.range.size : BLOCK_ADDRESSES;
    const block = new IpBlock({ version: this.range.version, first, size });
    this.blockByFirst.set(first, block);
    return block;
  }

  /** When all blocks have owners, nodes share what is left. */
  private sharedBlock(): IpBlock | undefined {
    for (const block of this.blockByFirst.values()) if (!block.isFull) return block;
    return undefined;
  }

  private blockOfCidr(cidr: string): IpBlock | undefined {
    const known = this.blockByCidr.get(cidr);
    if (known) return known;
    const range = parseCidr(cidr);
    if (!range) fail(`the node's podCIDR ${cidr} is not a range of IP addresses`);
    const block = new IpBlock(range);
    this.blockByCidr.set(cidr, block);
    return block;
  }

  private firstOf(ip: bigint): bigint {
    const offset = ip - this.range.first;
    return this.range.first + (offset / BLOCK_ADDRESSES) * BLOCK_ADDRESSES;
  }

  private blockOf(
    ip: { readonly version: 4 | 6; readonly value: bigint },
    node: string,
    podCidrs: readonly string[],
  ): IpBlock | undefined {
    for (const cidr of podCidrs) {
      const block = this.blockOfCidr(cidr);
      if (block && contains(block.cidr, ip)) return block;
    }
    if (!contains(this.range, ip)) return undefined;
    const first = this.firstOf(ip.value);
    const known = this.blockByFirst.get(first);
    if (known) return known;
    this.foreign.delete(first);
    const block = this.blockAt(first);
    this.blocksByNode.set(node, [...(this.blocksByNode.get(node) ?? []), block]);
    return block;
  }
}

function contains(cidr: Cidr, ip: { readonly version: 4 | 6; readonly value: bigint }): boolean {
  return ip.version === cidr.version && ip.value >= cidr.first && ip.value < cidr.first + cidr.size;
}
