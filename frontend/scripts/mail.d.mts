import type { IncomingMessage, ServerResponse } from 'node:http';
export function serveMail(req: IncomingMessage, res: ServerResponse, next: () => void): void;
