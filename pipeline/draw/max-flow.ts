/** A network being filled. Nodes are numbers given out by `addNode`; capacities are whole numbers. */
export interface FlowNetwork {
  addNode(): number
  /** Returns the arc's number, for `flowOn` and `raise`. */
  addArc(from: number, to: number, capacity: number): number
  raise(arc: number, by: number): void
  /** Pushes as much more as fits from source to sink, on top of what flows already; returns how much was added. */
  augment(source: number, sink: number): number
  flowOn(arc: number): number
  /** After `augment`: can more still reach this node from the source? (The source's side of a smallest cut.) */
  reaches(node: number): boolean
}

/** Dinic's maximum flow: shortest augmenting paths in layers, depth first with a pointer at each node. */
export function createFlowNetwork(): FlowNetwork {
  const heads: number[] = []
  const next: number[] = []
  const target: number[] = []
  const room: number[] = []
  let level = new Int32Array(0)
  let pointer = new Int32Array(0)

  const layer = (source: number): void => {
    level = new Int32Array(heads.length).fill(-1)
    level[source] = 0
    const queue = [source]
    for (let head = 0; head < queue.length; head++) {
      const node = queue[head] as number
      for (let arc = heads[node] as number; arc !== -1; arc = next[arc] as number) {
        const to = target[arc] as number
        if ((room[arc] as number) > 0 && level[to] === -1) {
          level[to] = (level[node] as number) + 1
          queue.push(to)
        }
      }
    }
  }
  const push = (node: number, sink: number, most: number): number => {
    if (node === sink) return most
    let pushed = 0
    for (; pointer[node] !== -1; pointer[node] = next[pointer[node] as number] as number) {
      const arc = pointer[node] as number
      const to = target[arc] as number
      if ((room[arc] as number) <= 0 || level[to] !== (level[node] as number) + 1) continue
      const passed = push(to, sink, Math.min(most - pushed, room[arc] as number))
      room[arc] = (room[arc] as number) - passed
      room[arc ^ 1] = (room[arc ^ 1] as number) + passed
      pushed += passed
      if (pushed === most) return pushed
    }
    return pushed
  }
  const half = (from: number, to: number, capacity: number): void => {
    target.push(to)
    room.push(capacity)
    next.push(heads[from] as number)
    heads[from] = target.length - 1
  }
  return {
    addNode: () => heads.push(-1) - 1,
    addArc(from, to, capacity) {
      half(from, to, capacity)
      half(to, from, 0)
      return target.length - 2
    },
    raise: (arc, by) => { room[arc] = (room[arc] as number) + by },
    augment(source, sink) {
      let added = 0
      for (;;) {
        layer(source)
        if (level[sink] === -1) return added
        pointer = Int32Array.from(heads)
        added += push(source, sink, Infinity)
      }
    },
    flowOn: (arc) => room[arc ^ 1] as number,
    reaches: (node) => level[node] !== -1 && level[node] !== undefined,
  }
}
