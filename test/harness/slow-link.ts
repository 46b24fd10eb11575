import { createServer, connect, type AddressInfo, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/** Connections take turns after so many bytes, as packets do. */
const TURN_BYTES = 2048

export interface SlowLink {
  /** Where a browser reaches the server over this line. */
  readonly url: string
  close(): Promise<void>
}

/** A line to a server that carries so many bytes a second each way, all connections together, each byte so many ms late. */
export async function openSlowLink({ to, bytesPerSecond, delayMs = 40 }: { readonly to: string; readonly bytesPerSecond: number; readonly delayMs?: number }): Promise<SlowLink> {
  const { hostname, port } = new URL(to)
  const sockets = new Set<Socket>()
  const openLane = () => {
    let freeAt = 0
    return async (bytes: number): Promise<void> => {
      const now = performance.now()
      freeAt = Math.max(now, freeAt) + (1000 * bytes) / bytesPerSecond
      await pause(freeAt - now)
    }
  }
  const up = openLane(), down = openLane()
  const carry = async (from: Socket, onto: Socket, lane: (bytes: number) => Promise<void>): Promise<void> => {
    for await (const chunk of from as AsyncIterable<Buffer>) {
      for (let at = 0; at < chunk.length; at += TURN_BYTES) {
        const part = chunk.subarray(at, at + TURN_BYTES)
        await lane(part.length)
        setTimeout(() => { if (onto.writable) onto.write(part) }, delayMs)
      }
    }
    setTimeout(() => { onto.end() }, delayMs)
  }
  const server = createServer((near) => {
    const far = connect(Number(port), hostname)
    for (const [from, onto, lane] of [[near, far, up], [far, near, down]] as const) {
      sockets.add(from)
      // Whoever goes away takes the other side with him.
      from.on('error', () => onto.destroy()).on('close', () => { sockets.delete(from) })
      carry(from, onto, lane).catch(() => { onto.destroy() })
    }
  })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => { server.close(resolve) })
    },
  }
}
