"""The operations of Crew Chat's API. Made from its description by `make clients`: do not edit."""

from typing import Literal

from chat_client import models
from chat_client.transport import Transport, quoted


class Operations:
    """Every operation that answers at once. Raises ApiError, TransportFailed."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def read_history(
        self, *, session_id: str, limit: int | None = None, before: str | None = None
    ) -> models.MessageList:
        """Messages of a session, the newest page first, each page ascending."""
        return await self._transport.fetch(
            models.MessageList,
            "GET",
            "/api/v1/chat/history",
            query={"session_id": session_id, "limit": limit, "before": before},
        )

    async def list_agents(self) -> models.AgentList:
        """The agents that you may ask."""
        return await self._transport.fetch(models.AgentList, "GET", "/api/v1/chat/agents")

    async def search_messages(
        self, *, q: str, limit: int | None = None, after: str | None = None
    ) -> models.SearchResults:
        """Search your own messages, newest first."""
        return await self._transport.fetch(
            models.SearchResults, "GET", "/api/v1/chat/search", query={"q": q, "limit": limit, "after": after}
        )

    async def cast_vote(self, message_id: str, body: models.CastVote) -> models.VoteBody:
        """Vote on an answer: -1, 1, or 0 for no vote."""
        return await self._transport.fetch(
            models.VoteBody, "PUT", f"/api/v1/chat/messages/{quoted(message_id)}/vote", body=body
        )

    async def upload_file(self, body: bytes, *, name: str | None = None) -> models.UploadBody:
        """Keep a file that is to come with a question."""
        return await self._transport.fetch(
            models.UploadBody, "POST", "/api/v1/chat/uploads", body=body, query={"name": name}
        )

    async def list_artifacts(
        self,
        *,
        session_id: str | None = None,
        turn_id: str | None = None,
        kind: Literal["chart", "table", "summary", "file", "image"] | None = None,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.ArtifactList:
        """Charts, tables, summaries and files of a session, oldest first, or all of yours, newest first."""
        return await self._transport.fetch(
            models.ArtifactList,
            "GET",
            "/api/v1/chat/artifacts",
            query={"session_id": session_id, "turn_id": turn_id, "kind": kind, "limit": limit, "after": after},
        )

    async def read_artifact(self, artifact_id: str) -> models.ArtifactBody:
        """One artifact, with its newest version."""
        return await self._transport.fetch(models.ArtifactBody, "GET", f"/api/v1/chat/artifacts/{quoted(artifact_id)}")

    async def delete_artifact(self, artifact_id: str) -> None:
        """Delete an artifact with all its versions."""
        await self._transport.send("DELETE", f"/api/v1/chat/artifacts/{quoted(artifact_id)}")

    async def list_versions(self, artifact_id: str) -> models.VersionList:
        """All versions of an artifact, oldest first."""
        return await self._transport.fetch(
            models.VersionList, "GET", f"/api/v1/chat/artifacts/{quoted(artifact_id)}/versions"
        )

    async def revise_artifact(self, artifact_id: str, body: models.ReviseArtifact) -> models.ArtifactBody:
        """Add a version to an artifact of yours; the earlier ones stay."""
        return await self._transport.fetch(
            models.ArtifactBody, "POST", f"/api/v1/chat/artifacts/{quoted(artifact_id)}/versions", body=body
        )

    async def download_artifact(
        self,
        artifact_id: str,
        version: str,
        *,
        format: Literal["json", "csv", "md", "png", "svg", "file", "image"] | None = None,
    ) -> bytes:
        """The bytes of a version, to be saved as a file."""
        return (
            await self._transport.send(
                "GET",
                f"/api/v1/chat/artifacts/{quoted(artifact_id)}/versions/{quoted(version)}/content",
                query={"format": format},
            )
        ).content

    async def link_artifact(self, artifact_id: str, version: str) -> models.LinkBody:
        """A URL that gives the bytes of a version to whoever has it, for a short while."""
        return await self._transport.fetch(
            models.LinkBody, "GET", f"/api/v1/chat/artifacts/{quoted(artifact_id)}/versions/{quoted(version)}/link"
        )

    async def list_sessions(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
        q: str | None = None,
        archived: bool | None = None,
        pinned: bool | None = None,
        visibility: Literal["organization"] | None = None,
    ) -> models.SessionList:
        """Your sessions, pinned first, then newest first; or those that are shown to your organization."""
        return await self._transport.fetch(
            models.SessionList,
            "GET",
            "/api/v1/chat/sessions",
            query={
                "limit": limit,
                "after": after,
                "q": q,
                "archived": archived,
                "pinned": pinned,
                "visibility": visibility,
            },
        )

    async def create_session(self, body: models.CreateSession | None = None) -> models.CreatedSession:
        """Make an empty session."""
        return await self._transport.fetch(models.CreatedSession, "POST", "/api/v1/chat/sessions", body=body)

    async def import_session(
        self, body: models.SessionDocument, *, idempotency_key: str | None = None
    ) -> models.SessionBody:
        """Make a session of your own of one that was exported as JSON."""
        return await self._transport.fetch(
            models.SessionBody,
            "POST",
            "/api/v1/chat/sessions/import",
            body=body,
            header={"Idempotency-Key": idempotency_key},
        )

    async def read_session(self, session_id: str) -> models.SessionBody:
        """One session, yours or shown to your organization."""
        return await self._transport.fetch(models.SessionBody, "GET", f"/api/v1/chat/sessions/{quoted(session_id)}")

    async def update_session(self, session_id: str, body: models.UpdateSession | None = None) -> models.SessionBody:
        """Rename, pin, archive or show a session of yours."""
        return await self._transport.fetch(
            models.SessionBody, "PATCH", f"/api/v1/chat/sessions/{quoted(session_id)}", body=body
        )

    async def delete_session(self, session_id: str, *, prefer: str | None = None) -> models.ReceiptBody | None:
        """Delete a session and everything in it; the receipt, for those who ask for it, says what there was."""
        return await self._transport.fetch_if_told(
            models.ReceiptBody, "DELETE", f"/api/v1/chat/sessions/{quoted(session_id)}", header={"Prefer": prefer}
        )

    async def read_session_agent(
        self, session_id: str, *, limit: int | None = None, before: str | None = None
    ) -> models.SessionAgentBody:
        """The agent that the session asks, and what was chosen before, the newest page first, each page ascending."""
        return await self._transport.fetch(
            models.SessionAgentBody,
            "GET",
            f"/api/v1/chat/sessions/{quoted(session_id)}/agent",
            query={"limit": limit, "before": before},
        )

    async def switch_agent(self, session_id: str, body: models.SwitchAgent) -> models.SessionAgentBody:
        """Choose the agent that the session asks from its next question on; null: the crew plans."""
        return await self._transport.fetch(
            models.SessionAgentBody, "POST", f"/api/v1/chat/sessions/{quoted(session_id)}/agent", body=body
        )

    async def show_branch(self, session_id: str, body: models.ShowBranch) -> None:
        """Show the newest branch that goes through a message; the next question continues it."""
        await self._transport.send("PUT", f"/api/v1/chat/sessions/{quoted(session_id)}/branch", body=body)

    async def stop_session(self, session_id: str) -> models.StoppedTurns:
        """Stop whatever the session is answering."""
        return await self._transport.fetch(
            models.StoppedTurns, "POST", f"/api/v1/chat/sessions/{quoted(session_id)}/stop"
        )

    async def decide_approvals(self, session_id: str, body: models.DecideApprovals) -> models.TurnBody:
        """Decide about the tool calls that the last answer waits for; it goes on in a turn of its own."""
        return await self._transport.fetch(
            models.TurnBody, "POST", f"/api/v1/chat/sessions/{quoted(session_id)}/approvals", body=body
        )

    async def list_votes(
        self, session_id: str, *, limit: int | None = None, after: str | None = None
    ) -> models.VoteList:
        """Your votes on the answers of a session, oldest first."""
        return await self._transport.fetch(
            models.VoteList,
            "GET",
            f"/api/v1/chat/sessions/{quoted(session_id)}/votes",
            query={"limit": limit, "after": after},
        )

    async def export_session(self, session_id: str, *, format: Literal["markdown", "json"] | None = None) -> bytes:
        """A session as a file: Markdown for people, JSON to be imported."""
        return (
            await self._transport.send(
                "GET", f"/api/v1/chat/sessions/{quoted(session_id)}/export", query={"format": format}
            )
        ).content

    async def share_session(self, session_id: str, body: models.ShareSession | None = None) -> models.NewShareBody:
        """Share a session as it is now: whoever gets the link may read it."""
        return await self._transport.fetch(
            models.NewShareBody, "POST", f"/api/v1/chat/sessions/{quoted(session_id)}/shares", body=body
        )

    async def list_shares(
        self, *, session_id: str | None = None, limit: int | None = None, after: str | None = None
    ) -> models.ShareList:
        """Your shares, newest first."""
        return await self._transport.fetch(
            models.ShareList,
            "GET",
            "/api/v1/chat/shares",
            query={"session_id": session_id, "limit": limit, "after": after},
        )

    async def revoke_share(self, share_id: str) -> None:
        """Revoke a share: its link shows nothing from now on."""
        await self._transport.send("DELETE", f"/api/v1/chat/shares/{quoted(share_id)}")

    async def read_shared(self, token: str) -> models.SharedSession:
        """What somebody shared; the token is all it needs."""
        return await self._transport.fetch(models.SharedSession, "GET", f"/api/v1/shared/{quoted(token)}")

    async def stop_turn(self, turn_id: str, body: models.StopTurn | None = None) -> models.TurnBody:
        """Stop a turn: nothing of it is said or done after it is `stopped`."""
        return await self._transport.fetch(
            models.TurnBody, "POST", f"/api/v1/chat/turns/{quoted(turn_id)}/stop", body=body
        )

    async def give_feedback(self, turn_id: str, body: models.GiveFeedback) -> models.FeedbackBody:
        """Say why you stopped a turn, or what was wrong with one that failed."""
        return await self._transport.fetch(
            models.FeedbackBody, "POST", f"/api/v1/chat/turns/{quoted(turn_id)}/feedback", body=body
        )

    async def read_feedback(self, turn_id: str) -> models.FeedbackBody:
        """Your feedback on a turn."""
        return await self._transport.fetch(models.FeedbackBody, "GET", f"/api/v1/chat/turns/{quoted(turn_id)}/feedback")

    async def read_timeline(self, turn_id: str) -> models.TimelineBody:
        """What happened in a turn and when: waits, agents, calls of models and tools."""
        return await self._transport.fetch(models.TimelineBody, "GET", f"/api/v1/chat/turns/{quoted(turn_id)}/timeline")

    async def read_suggestions(self, turn_id: str) -> models.SuggestionsBody:
        """What could be asked after an answer; nothing while it has not been written."""
        return await self._transport.fetch(
            models.SuggestionsBody, "GET", f"/api/v1/chat/turns/{quoted(turn_id)}/suggestions"
        )

    async def list_memories(
        self, *, session_id: str | None = None, limit: int | None = None, after: str | None = None
    ) -> models.MemoryList:
        """What is remembered of what you said, newest first."""
        return await self._transport.fetch(
            models.MemoryList,
            "GET",
            "/api/v1/chat/memories",
            query={"session_id": session_id, "limit": limit, "after": after},
        )

    async def forget_memories(self) -> models.ForgottenMemories:
        """Forget all of it."""
        return await self._transport.fetch(models.ForgottenMemories, "DELETE", "/api/v1/chat/memories")

    async def read_memory(self, memory_id: str) -> models.MemoryBody:
        """One memory."""
        return await self._transport.fetch(models.MemoryBody, "GET", f"/api/v1/chat/memories/{quoted(memory_id)}")

    async def change_memory(self, memory_id: str, body: models.ChangeMemory) -> models.MemoryBody:
        """Correct a memory."""
        return await self._transport.fetch(
            models.MemoryBody, "PATCH", f"/api/v1/chat/memories/{quoted(memory_id)}", body=body
        )

    async def forget_memory(self, memory_id: str) -> None:
        """Forget a memory."""
        await self._transport.send("DELETE", f"/api/v1/chat/memories/{quoted(memory_id)}")

    async def whoami(self) -> models.Whoami:
        """Who the credential says you are."""
        return await self._transport.fetch(models.Whoami, "GET", "/api/v1/me")

    async def list_keys(self, *, limit: int | None = None, after: str | None = None) -> models.KeyList:
        """Keys of your organization, newest first."""
        return await self._transport.fetch(
            models.KeyList, "GET", "/api/v1/admin/keys", query={"limit": limit, "after": after}
        )

    async def issue_key(self, body: models.IssueKey) -> models.NewKeyBody:
        """Make a key; its text is told once."""
        return await self._transport.fetch(models.NewKeyBody, "POST", "/api/v1/admin/keys", body=body)

    async def rotate_key(self, key_id: str, body: models.RotateKey | None = None) -> models.NewKeyBody:
        """Make a key that takes the place of another one, which ends after a grace time."""
        return await self._transport.fetch(
            models.NewKeyBody, "POST", f"/api/v1/admin/keys/{quoted(key_id)}/rotation", body=body
        )

    async def revoke_key(self, key_id: str) -> None:
        """End a key at once."""
        await self._transport.send("DELETE", f"/api/v1/admin/keys/{quoted(key_id)}")

    async def erase_user(self, user_id: str) -> models.ReceiptBody:
        """Erase everything of a user of your organization; the receipt says what there was."""
        return await self._transport.fetch(models.ReceiptBody, "DELETE", f"/api/v1/admin/users/{quoted(user_id)}")

    async def erase_organization(self, body: models.EraseOrganization) -> models.ReceiptBody:
        """Erase everything of your organization, its keys too; the receipt says what there was."""
        return await self._transport.fetch(models.ReceiptBody, "POST", "/api/v1/admin/organization/erasure", body=body)

    async def read_pool(self) -> models.PoolBody:
        """The crew containers and who waits for them; for the organization that runs the installation."""
        return await self._transport.fetch(models.PoolBody, "GET", "/api/v1/admin/pool")

    async def drain_worker(self, worker_id: str) -> None:
        """Give a crew container no more runs; those that it has go on."""
        await self._transport.send("POST", f"/api/v1/admin/pool/{quoted(worker_id)}/drain")

    async def read_queue(self) -> models.QueueBody:
        """Questions of the organization that wait or are being answered."""
        return await self._transport.fetch(models.QueueBody, "GET", "/api/v1/admin/queue")

    async def read_audit(self, *, limit: int | None = None, after: str | None = None) -> models.AuditList:
        """Who did what to keys and data of your organization, newest first."""
        return await self._transport.fetch(
            models.AuditList, "GET", "/api/v1/admin/audit", query={"limit": limit, "after": after}
        )

    async def read_budget(self) -> models.BudgetBody:
        """What your organization may spend on models in this month, and has."""
        return await self._transport.fetch(models.BudgetBody, "GET", "/api/v1/admin/budget")

    async def list_admin_agents(self) -> models.AdminAgentList:
        """The agents of your organization, and what an agent may be given."""
        return await self._transport.fetch(models.AdminAgentList, "GET", "/api/v1/admin/agents")

    async def create_admin_agent(
        self, body: models.AgentDefinition, *, idempotency_key: str | None = None
    ) -> models.AdminAgentBody:
        """Make an agent of your organization's own."""
        return await self._transport.fetch(
            models.AdminAgentBody,
            "POST",
            "/api/v1/admin/agents",
            body=body,
            header={"Idempotency-Key": idempotency_key},
        )

    async def read_admin_agent(self, agent_id: str) -> models.AdminAgentBody:
        """One agent of your organization; its ETag is its version."""
        return await self._transport.fetch(models.AdminAgentBody, "GET", f"/api/v1/admin/agents/{quoted(agent_id)}")

    async def replace_admin_agent(
        self, agent_id: str, body: models.AgentDefinition, *, if_match: str
    ) -> models.AdminAgentBody:
        """Change an agent of your organization's own, if it is still as you saw it."""
        return await self._transport.fetch(
            models.AdminAgentBody,
            "PUT",
            f"/api/v1/admin/agents/{quoted(agent_id)}",
            body=body,
            header={"If-Match": if_match},
        )

    async def enable_admin_agent(
        self, agent_id: str, body: models.EnableAgent, *, if_match: str | None = None
    ) -> models.AdminAgentBody:
        """Let an agent be asked in your organization, or not, also one that comes with the product."""
        return await self._transport.fetch(
            models.AdminAgentBody,
            "PATCH",
            f"/api/v1/admin/agents/{quoted(agent_id)}",
            body=body,
            header={"If-Match": if_match},
        )

    async def delete_admin_agent(self, agent_id: str, *, if_match: str | None = None) -> None:
        """Delete an agent of your organization's own; answers and histories still name it."""
        await self._transport.send("DELETE", f"/api/v1/admin/agents/{quoted(agent_id)}", header={"If-Match": if_match})

    async def read_usage(
        self,
        *,
        since: str | None = None,
        until: str | None = None,
        limit: int | None = None,
        after: str | None = None,
        by: Literal["day", "user", "agent", "model"] | None = None,
        scope: Literal["own", "organization"] | None = None,
    ) -> models.UsageBody:
        """What models were asked and what that cost, by day, user, agent or model."""
        return await self._transport.fetch(
            models.UsageBody,
            "GET",
            "/api/v1/usage",
            query={"since": since, "until": until, "limit": limit, "after": after, "by": by, "scope": scope},
        )

    async def list_calls(
        self, *, since: str | None = None, until: str | None = None, limit: int | None = None, after: str | None = None
    ) -> models.ModelCallList:
        """Your own model calls, newest first."""
        return await self._transport.fetch(
            models.ModelCallList,
            "GET",
            "/api/v1/usage/calls",
            query={"since": since, "until": until, "limit": limit, "after": after},
        )

    async def livez(self) -> models.Health:
        """The process is alive."""
        return await self._transport.fetch(models.Health, "GET", "/livez")

    async def readyz(self) -> models.ReadinessBody:
        """The service takes questions."""
        return await self._transport.fetch(models.ReadinessBody, "GET", "/readyz")
