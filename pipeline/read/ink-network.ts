import { InferenceSession, Tensor } from 'onnxruntime-node'
import { INK_CLASSES } from './classes.ts'
import { inkProbabilities, type InkCalibration } from './ink-calibration.ts'
import { WINDOW_BYTES, WINDOW_SIDE } from './ink-window.ts'

/** Tells for windows of ink which class each is. One session serves one thread. */
export interface InkNetwork {
  /** For each window the calibrated probability of each class, in the order of INK_CLASSES. */
  classify(windows: readonly Uint8Array[]): Promise<number[][]>
}

const BATCH = 128

/** Opens the network from its ONNX bytes, on one thread. Throws when the bytes are no such network. */
export async function openInkNetwork(model: Uint8Array, calibration: InkCalibration): Promise<InkNetwork> {
  const session = await InferenceSession.create(model, { intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: 'sequential' })
  return {
    async classify(windows) {
      const votes: number[][] = []
      for (let start = 0; start < windows.length; start += BATCH) {
        const some = windows.slice(start, start + BATCH)
        const input = new Float32Array(some.length * WINDOW_BYTES)
        some.forEach((window, k) => { for (let i = 0; i < WINDOW_BYTES; i++) input[k * WINDOW_BYTES + i] = (window[i] ?? 0) / 255 })
        const output = await session.run({ windows: new Tensor('float32', input, [some.length, 2, WINDOW_SIDE, WINDOW_SIDE]) })
        const logits = output['logits']?.data as Float32Array
        for (let k = 0; k < some.length; k++) votes.push(inkProbabilities(logits.subarray(k * INK_CLASSES.length, (k + 1) * INK_CLASSES.length), calibration))
      }
      return votes
    },
  }
}
