import { randomBytes } from 'node:crypto'
import { PDFDocument } from 'pdf-lib'
import { makeDemoSigner, type DemoSigner, type DemoSignerRequest } from '../../../fixtures/demo-signer.ts'
import { readCertificates } from '../../../pipeline/protocol/signature/certificate-facts.ts'
import { openP12, type Signer } from '../../../pipeline/protocol/signature/open-p12.ts'

/** The moment at which tests sign and verify. */
export const NOW = new Date('2026-05-12T09:30:00Z')

/** A demo signer, opened from its own key file, with its authority's certificate in DER. */
export async function openDemoSigner(request: Partial<DemoSignerRequest> & { readonly commonName: string }): Promise<DemoSigner & { readonly signer: Signer; readonly ca: Uint8Array }> {
  const demo = await makeDemoSigner({ password: 'пароль', random: randomBytes, from: new Date('2026-01-01T00:00:00Z'), days: 365, ...request })
  const opened = openP12({ bytes: demo.p12, password: request.password ?? 'пароль' })
  if (!opened.ok) throw new Error(opened.reason)
  return { ...demo, signer: opened.value, ca: readCertificates(Buffer.from(demo.caPem))[0]! }
}

/** A PDF of one page with a line on it and nothing else, about 1 KB. */
export async function smallPdf({ objectStreams = false }: { readonly objectStreams?: boolean } = {}): Promise<Uint8Array> {
  const pdf = await PDFDocument.create({ updateMetadata: false })
  pdf.addPage([300, 200]).drawLine({ start: { x: 20, y: 50 }, end: { x: 200, y: 50 } })
  return pdf.save({ useObjectStreams: objectStreams })
}
