import { randomUUID } from 'node:crypto'

/** A new row's id: random, 128 bits, says nothing. */
export const newId = (): string => randomUUID()
