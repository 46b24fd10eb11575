/** What the network tells apart, in the order of its outputs. */
export const INK_CLASSES = [
  '0', '1', '2', '3', '4', '5', '6', '7', '8', '9',
  'X', 'dash', 'НП',
  /** Two digits or more. */
  'many',
  /** Something crossed out, alone or beside a new value. */
  'crossed',
  /** Dirt, rests of printed lines, strokes that reach in from a neighbour: nothing was written here. */
  'noise',
  /** Part of a symbol, a tick, a scribble: ink that is no value. */
  'other',
] as const
export type InkClass = (typeof INK_CLASSES)[number]

export const classIndex = (name: InkClass): number => INK_CLASSES.indexOf(name)
