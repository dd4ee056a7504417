/** Types of answers, taken from the description of the API. */
import type { paths } from "./schema";

/** What `GET` of a path answers. */
export type Answer<Path extends keyof paths> = paths[Path] extends {
  get: { responses: { 200: { content: { "application/json": infer Body } } } };
}
  ? Body
  : never;

/** What `POST` to a path answers. */
export type Sent<Path extends keyof paths> = paths[Path] extends {
  post: { responses: { 200: { content: { "application/json": infer Body } } } };
}
  ? Body
  : never;
