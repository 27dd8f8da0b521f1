//! Lock-free ring channels generated for your message type.
