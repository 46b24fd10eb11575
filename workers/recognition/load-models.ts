import { readFile } from 'node:fs/promises'
import { openReader, type Reader } from '../../pipeline/read/open-reader.ts'

const WEIGHTS = new URL('../../pipeline/read/weights/', import.meta.url)

/** What reads: the ink reader with its weights. One a process. */
export interface Models { readonly reader: Reader }

export async function loadModels(): Promise<Models> {
  const [model, calibration] = await Promise.all([readFile(new URL('ink.onnx', WEIGHTS)), readFile(new URL('calibration.json', WEIGHTS), 'utf8')])
  return { reader: await openReader({ model, calibration: JSON.parse(calibration) as Parameters<typeof openReader>[0]['calibration'] }) }
}
