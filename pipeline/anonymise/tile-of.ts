/** The tile in which a px lies, where a page of `width` px is laid out in tiles of `side` px, `across` of them in a row. */
export const tileOf = (at: number, width: number, side: number, across: number): number => ((((at / width) | 0) / side) | 0) * across + (((at % width) / side) | 0)
