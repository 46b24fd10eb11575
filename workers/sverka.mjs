#!/usr/bin/env node
// The command line runs TypeScript as it stands: tsx is registered, then the program starts.
import { register } from 'tsx/esm/api'

register()
await import('./cli.ts')
