import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Client, S3Error } from 'minio'
import type { BlobsConfig } from '../config.ts'
import { DamagedBlob, type Blobs } from './blobs.ts'
import { checkBytes, checkName, hashBytes, hashFile, writeHashed } from './hash-bytes.ts'

/** Blobs in a bucket of an S3 server; the bucket is made when it is not there. Throws when the server cannot be reached or refuses the keys. */
export async function openS3Blobs({ host, port, tls, accessKey, secretKey, bucket, region }: Extract<BlobsConfig, { type: 's3' }>): Promise<Blobs> {
  const client = new Client({ endPoint: host, port, useSSL: tls, accessKey, secretKey, region, pathStyle: true })
  await makeBucket(client, bucket)
  const sizeOf = async (sha256: string): Promise<number | null> => (await orNull(client.statObject(bucket, checkName(sha256))))?.size ?? null
  return {
    async put(bytes) {
      const sha256 = hashBytes(bytes)
      if (await sizeOf(sha256) === bytes.length) return sha256
      await client.putObject(bucket, sha256, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), bytes.length)
      return sha256
    },
    async putFile(path) {
      const sha256 = await hashFile(path)
      const { size } = await stat(path)
      if (await sizeOf(sha256) !== size) await client.putObject(bucket, sha256, createReadStream(path), size)
      return sha256
    },
    async copyTo(sha256, path) {
      const stream = await orNull(client.getObject(bucket, checkName(sha256)))
      if (!stream) return false
      if (await writeHashed(stream, path) !== sha256) throw new DamagedBlob(sha256)
      return true
    },
    async get(sha256) {
      const stream = await orNull(client.getObject(bucket, checkName(sha256)))
      if (!stream) return null
      const parts: Buffer[] = []
      for await (const part of stream) parts.push(part as Buffer)
      return checkBytes({ bytes: Buffer.concat(parts), sha256 })
    },
    async has(sha256) {
      return await sizeOf(sha256) !== null
    },
    async delete(sha256) {
      await client.removeObject(bucket, checkName(sha256))
    },
  }
}

async function makeBucket(client: Client, bucket: string): Promise<void> {
  if (await client.bucketExists(bucket)) return
  try {
    await client.makeBucket(bucket)
  } catch (error) {
    // Another process of ours was quicker.
    if (!(error instanceof S3Error) || error.code !== 'BucketAlreadyOwnedByYou') throw error
  }
}

async function orNull<Value>(asking: Promise<Value>): Promise<Value | null> {
  try {
    return await asking
  } catch (error) {
    if (error instanceof S3Error && ['NoSuchKey', 'NotFound'].includes(error.code ?? '')) return null
    throw error
  }
}
