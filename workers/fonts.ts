import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { FontFiles } from '../pipeline/protocol/document/open-pdf.ts'

const { resolve } = createRequire(import.meta.url)

/** The faces of printed documents: PT Serif and PT Sans (ParaType, SIL Open Font License), taken from their npm packages. */
export async function loadFonts(): Promise<FontFiles> {
  const [serif, serifBold, sans, sansBold] = await Promise.all([
    '@expo-google-fonts/pt-serif/400Regular/PTSerif_400Regular.ttf',
    '@expo-google-fonts/pt-serif/700Bold/PTSerif_700Bold.ttf',
    '@expo-google-fonts/pt-sans/400Regular/PTSans_400Regular.ttf',
    '@expo-google-fonts/pt-sans/700Bold/PTSans_700Bold.ttf',
  ].map((file) => readFile(resolve(file)))) as [Buffer, Buffer, Buffer, Buffer]
  return { serif, serifBold, sans, sansBold }
}
