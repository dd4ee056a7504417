/** What a person can say about a finding, and where each is sent. */
import { server } from "../api/client";
import type { Words } from "../words/words";
import type { Sayable } from "./said";

/** The answers to a finding, the most common first. */
export function answersOf(id: string, t: Words["t"]): Sayable[] {
  const params = { path: { id } };
  return [
    {
      id: "claim",
      label: t("say.claim"),
      then: t("say.claim_then"),
      because: t("say.claim_because"),
      say: (because) => server.POST("/api/v1/findings/{id}/claim", { params, body: { because } }),
    },
    {
      id: "time",
      label: t("say.time"),
      then: t("say.time_then"),
      because: t("say.time_because"),
      further: { name: "until", label: t("say.time_until"), type: "date" },
      say: (because, until) =>
        server.POST("/api/v1/findings/{id}/exception", { params, body: { because, until } }),
    },
    {
      id: "not_mine",
      label: t("say.not_mine"),
      then: t("say.not_mine_then"),
      because: t("say.not_mine_because"),
      further: { name: "whose", label: t("say.not_mine_whose") },
      say: (because, whose) =>
        server.POST("/api/v1/findings/{id}/dispute", {
          params,
          body: { because, about: "not_mine", whose: whose === "" ? null : whose },
        }),
    },
    {
      id: "not_true",
      label: t("say.not_true"),
      then: t("say.not_true_then"),
      because: t("say.not_true_because"),
      say: (because) =>
        server.POST("/api/v1/findings/{id}/dispute", { params, body: { because, about: "not_true" } }),
    },
  ];
}

/** What somebody else can decide about a finding that is in dispute. */
export function settlementsOf(id: string, t: Words["t"]): Sayable[] {
  const params = { path: { id } };
  const because = t("say.settle_because");
  return [
    {
      id: "give_to",
      label: t("say.give_to"),
      then: t("say.give_to_then"),
      because,
      further: { name: "whose", label: t("say.give_to_whom") },
      say: (because, give_to) =>
        server.POST("/api/v1/findings/{id}/settle", { params, body: { how: "give_to", give_to, because } }),
    },
    {
      id: "stands",
      label: t("say.stands"),
      then: t("say.stands_then"),
      because,
      say: (because) =>
        server.POST("/api/v1/findings/{id}/settle", { params, body: { how: "stands", because } }),
    },
    {
      id: "close",
      label: t("say.close"),
      then: t("say.close_then"),
      because,
      say: (because) =>
        server.POST("/api/v1/findings/{id}/settle", { params, body: { how: "close", because } }),
    },
  ];
}
