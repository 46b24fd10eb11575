/** A file that is read in pieces, so that a large one never lies in memory as a whole. */
export interface ByteSource {
  readonly size: number
  /** Fewer bytes than asked at the end of the file. */
  read(start: number, length: number): Promise<Uint8Array>
  close(): Promise<void>
}

/** Lays what comes in somewhere else than in memory, until it is closed. Whoever calls the pipeline says where. */
export type Spool = (chunks: AsyncIterable<Uint8Array>) => Promise<ByteSource>

/** Bytes that lie in memory anyway. */
export const sourceOf = (bytes: Uint8Array): ByteSource => ({
  size: bytes.length,
  read: async (start, length) => bytes.subarray(start, start + length),
  close: async () => undefined,
})

export const readAll = (source: ByteSource): Promise<Uint8Array> => source.read(0, source.size)

/** What `sniffFile` looks at. */
const HEAD_BYTES = 4096
export const headOf = (source: ByteSource): Promise<Uint8Array> => source.read(0, HEAD_BYTES)
