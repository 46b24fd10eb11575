import { PDFDocument, degrees, rgb } from 'pdf-lib'
import { expect, test } from 'vitest'
import { openPdfRenderer, renderPdfPage } from '../../../pipeline/intake/render-pdf.ts'

async function samplePdf(): Promise<Uint8Array> {
  const pdf = await PDFDocument.create()
  pdf.addPage([144, 288]).drawRectangle({ x: 0, y: 144, width: 72, height: 144, color: rgb(0, 0, 0) })
  const turned = pdf.addPage([144, 288])
  turned.drawRectangle({ x: 0, y: 144, width: 72, height: 144, color: rgb(1, 0, 0) })
  turned.setRotation(degrees(90))
  return pdf.save()
}

test('a page is drawn at the resolution asked for, black and white in one channel', async () => {
  const raster = await renderPdfPage({ bytes: await samplePdf(), page: 1, dpi: 100 })
  expect([raster.width, raster.height, raster.channels]).toEqual([200, 400, 1])
  expect([raster.data[50 * 200 + 50], raster.data[50 * 200 + 150], raster.data[350 * 200 + 50]]).toEqual([0, 255, 255])
})

test('a turned page is drawn as a reader sees it, colour in three channels', async () => {
  const raster = await renderPdfPage({ bytes: await samplePdf(), page: 2, dpi: 72 })
  expect([raster.width, raster.height, raster.channels]).toEqual([288, 144, 3])
  const at = (x: number, y: number) => [...raster.data.subarray((y * 288 + x) * 3, (y * 288 + x) * 3 + 3)]
  expect(at(250, 30)).toEqual([255, 0, 0])
  expect(at(30, 30)).toEqual([255, 255, 255])
})

test('what is no PDF is refused, a page that does not exist is null', async () => {
  expect(await openPdfRenderer(new TextEncoder().encode('hello'))).toEqual({ ok: false, reason: 'broken-file' })
  const opened = await openPdfRenderer(await samplePdf())
  if (!opened.ok) throw new Error(opened.reason)
  expect(opened.value.pageCount).toBe(2)
  expect(await opened.value.render(3, 72)).toBeNull()
  opened.value.close()
})
