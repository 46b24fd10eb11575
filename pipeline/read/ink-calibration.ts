import { z } from 'zod'
import { INK_CLASSES } from './classes.ts'

/**
 * How the network's outputs become probabilities that hold on hands it has not seen. Fitted, stored beside the weights:
 * outputs are divided by `temperature` before the softmax; a share `doubt` of all windows is something else than the network
 * thinks, however sure it is.
 */
export const inkCalibration = z.object({ temperature: z.number().positive(), doubt: z.number().min(0).max(0.5) })
export type InkCalibration = z.infer<typeof inkCalibration>

/** What belongs to the weights of both networks: of windows, and of rows of digits (`code-network.ts`). */
export const readerCalibration = z.object({ windows: inkCalibration, rows: z.object({ temperature: z.number().positive() }) })
export type ReaderCalibration = z.infer<typeof readerCalibration>

/** The network's outputs for one window → the calibrated probability of each class, in the order of INK_CLASSES. */
export function inkProbabilities(logits: Float32Array, { temperature, doubt }: InkCalibration): number[] {
  const highest = Math.max(...logits)
  const powers = Array.from(logits, (logit) => Math.exp((logit - highest) / temperature))
  const sum = powers.reduce((a, b) => a + b, 0)
  return powers.map((power) => (power / sum) * (1 - doubt) + doubt / INK_CLASSES.length)
}
