#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { AppError } from '../errors.ts';
import { usePlainEnvironment } from '../plain-environment.ts';
import { CliExit, exitCodes } from './exit.ts';
import { createProgram } from './program.ts';

// Halves the time to an answer from the second command on.
enableCompileCache();
// As `npm start` does; what the environment already says wins.
if (existsSync('.env')) process.loadEnvFile();
usePlainEnvironment();

try {
  await createProgram((line) => process.stdout.write(`${line}\n`)).parseAsync();
} catch (error) {
  if (error instanceof CliExit) {
    if (error.message !== '') process.stderr.write(`${error.message}\n`);
    process.exitCode = error.code;
  } else if (error instanceof Error && 'exitCode' in error && typeof error.exitCode === 'number') {
    // commander has printed its own message; wrong usage is a refusal.
    process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.refused;
  } else {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    if (error instanceof AppError) process.stderr.write(`  ${error.cure}\n`);
    process.exitCode = exitCodes.failed;
  }
}
