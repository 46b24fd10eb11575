import { randomUUID } from 'node:crypto'

/** A fresh random name for a row: 122 random bits, so that no id tells of another. */
export const newId = (): string => randomUUID()
