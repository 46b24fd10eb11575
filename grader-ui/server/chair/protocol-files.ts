import type { FastifyReply } from 'fastify'
import type { App, Services } from '../services.ts'
import { comparisonWorkbook } from '../recheck/comparison-workbook.ts'
import { notFound } from '../user-error.ts'
import { openProtocol } from './open-protocol.ts'
import { protocolParams } from './show-protocol.ts'

/** GET …/pdf: the signed PDF, or the approved one before; GET …/xlsx: the comparison as a workbook, with codes once the protocol is approved. */
export function protocolFiles(app: App, { database, blobs }: Services): void {
  app.get('/api/chair/protocols/:schoolId/:formId/pdf', { schema: { params: protocolParams } }, async (request, reply) => {
    const { record, form } = await openProtocol(database, request.params)
    if (!record) throw notFound('Протокол ещё не утверждён: файла пока нет.')
    const bytes = await blobs.get(record.signed_sha256 ?? record.pdf_sha256)
    if (!bytes) throw new Error(`the PDF of protocol ${record.id} is not in the blob store`)
    return sendFile(reply, { bytes, type: 'application/pdf', name: `protocol-${form.id}.pdf`, show: 'inline' })
  })
  app.get('/api/chair/protocols/:schoolId/:formId/xlsx', { schema: { params: protocolParams } }, async (request, reply) => {
    const protocol = await openProtocol(database, request.params)
    return sendFile(reply, {
      bytes: await comparisonWorkbook(protocol), type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', name: `comparison-${protocol.form.id}.xlsx`, show: 'attachment',
    })
  })
}

function sendFile(reply: FastifyReply, { bytes, type, name, show }: { readonly bytes: Uint8Array; readonly type: string; readonly name: string; readonly show: 'inline' | 'attachment' }): FastifyReply {
  return reply.type(type).header('content-disposition', `${show}; filename="${name}"`).send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
}
