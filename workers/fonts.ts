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

/** The faces in which words to hide are looked for: those of documents, and two with the shapes and widths of Times New Roman and Arial, in which schools print. */
export async function loadWordFonts(): Promise<readonly Uint8Array[]> {
  const alike = await Promise.all([
    '@expo-google-fonts/tinos/400Regular/Tinos_400Regular.ttf', '@expo-google-fonts/tinos/700Bold/Tinos_700Bold.ttf',
    '@expo-google-fonts/arimo/400Regular/Arimo_400Regular.ttf', '@expo-google-fonts/arimo/700Bold/Arimo_700Bold.ttf',
  ].map((file) => readFile(resolve(file))))
  return [...Object.values(await loadFonts()), ...alike]
}
