import { InferenceSession, Tensor } from 'onnxruntime-node'
import { FRAME_PX, STRIP_HEIGHT, type CodeStrip } from './code-strip.ts'

/** What the network says of one frame of a row: log P(digit d ends here) for d = 0…9, then log P(none does). */
export type FrameLogs = Float32Array
const LOGS_A_FRAME = 11

/** Tells for a row of digits which digit stands at which of its frames. One session serves one thread. */
export interface CodeNetwork { read(strip: CodeStrip): Promise<readonly FrameLogs[]> }

/** Opens the network from its ONNX bytes, on one thread; its outputs are divided by `temperature` (fitted) before they are probabilities. Throws when the bytes are no such network. */
export async function openCodeNetwork(model: Uint8Array, { temperature }: { readonly temperature: number }): Promise<CodeNetwork> {
  const session = await InferenceSession.create(model, { intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: 'sequential' })
  return {
    async read({ width, data }) {
      const input = Float32Array.from(data, (value) => value / 255)
      const output = await session.run({ strips: new Tensor('float32', input, [1, 2, STRIP_HEIGHT, width]) })
      const logs = output['logs']?.data as Float32Array
      return Array.from({ length: width / FRAME_PX }, (_, frame) => cooled(logs.subarray(frame * LOGS_A_FRAME, (frame + 1) * LOGS_A_FRAME), temperature))
    },
  }
}

function cooled(logs: Float32Array, temperature: number): FrameLogs {
  const sum = Math.log(logs.reduce((total, log) => total + Math.exp(log / temperature), 0))
  return logs.map((log) => log / temperature - sum)
}
