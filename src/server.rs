//! Webhooks to messages, and delivery from a server. It uses `wire` and `plan`; `tools` calls it.
