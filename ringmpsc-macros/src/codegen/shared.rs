//! The channel between processes: `shared`.

use proc_macro2::{Literal, TokenStream};

use super::Part;
use super::context::{Context, tokens};
use super::docs::docs;

/// `OrderShared`, and the aliases for its two ends. Nothing without the option.
pub(super) fn shared(c: &Context) -> Part {
    let Some(definition) = &c.shared else {
        return Part { types: TokenStream::new(), impls: TokenStream::new() };
    };
    let library = &c.library;
    let (vis, message) = (&c.vis, &c.message);
    let (name, producer, consumer) =
        (&c.names.shared, &c.names.shared_producer, &c.names.shared_consumer);
    let process = tokens!(#library::process);
    let bits = Literal::u32_unsuffixed(c.layout.bits);
    let (wait, notify, metrics) = (c.waking.wait, c.waking.notify, c.metrics.is_some());
    let prefault = c.prefault;
    let title = docs(&format!(
        "The channel between two processes (`shared`).\n\
         ```text\n\
         // One process:\n\
         let server = {name}::listen(\"/run/user/1000/feed/orders.sock\")?;\n\
         let mut consumer = server.accept()?.into_consumer()?;\n\
         // Another process:\n\
         let session = {name}::connect(\"/run/user/1000/feed/orders.sock\")?;\n\
         let mut producer = session.into_producer()?;\n\
         ```"
    ));
    let ends = if wait { "" } else { " Without the option `wait` it has no blocking operations." };
    let of_producer = docs(&format!("The producer of [`{name}`].{ends}"));
    let of_consumer = docs(&format!("The consumer of [`{name}`].{ends}"));
    let types = tokens! {
        #title
        #[derive(::core::fmt::Debug)]
        #vis enum #name {}
        #of_producer
        #vis type #producer = #process::SharedProducer<#message, #name>;
        #of_consumer
        #vis type #consumer = #process::SharedConsumer<#message, #name>;
    };
    let private = &c.private;
    // One error, instead of one for each trait that a plain message has.
    let check = tokens!(const _: () = #private::is_plain::<#message>(););
    let message = c.associated("Message", &tokens!(#message));
    let methods = methods(c, &process);
    let impls = tokens! {
        #check
        impl #process::SharedChannel for #name {
            #message
            const BITS: ::core::primitive::u32 = #bits;
            const DEFINITION: &'static ::core::primitive::str = #definition;
            type Options = #process::SharedOptions<#wait, #notify, #metrics, #prefault>;
        }
        impl #name {
            #methods
        }
    };
    Part { types, impls }
}

/// The constants, `listen`, `connect` and `pair`.
fn methods(c: &Context, process: &TokenStream) -> TokenStream {
    let (vis, private, capacity) = (&c.vis, &c.private, &c.capacity);
    let (producer, consumer) = (&c.names.shared_producer, &c.names.shared_consumer);
    let path = tokens!(impl ::core::convert::AsRef<#private::Path>);
    let io = |ok: &TokenStream| tokens!(::core::result::Result<#ok, #private::IoError>);
    let (server, ends) =
        (io(&tokens!(#process::SharedServer<Self>)), io(&tokens!((#producer, #consumer))));
    tokens! {
        /// The number of slots.
        #vis const CAPACITY: ::core::primitive::usize = #capacity;
        /// A hash of the message's definition, size and alignment. Two processes with different
        /// ones refuse each other.
        #vis const FINGERPRINT: ::core::primitive::u64 =
            #process::SharedSession::<Self>::SHAPE.fingerprint;
        /// Listens at `path` for processes of the same user. Each gets a ring from `accept`.
        ///
        /// # Errors
        /// `AddrInUse` if a process listens there; other errors are those of the file system.
        #vis fn listen(path: #path) -> #server {
            #process::SharedServer::listen(path)
        }
        /// Connects to the process of the same user that listens at `path`.
        ///
        /// # Errors
        /// The error tells what failed: the connection, the passing of the ring, or its check.
        #vis fn connect(path: #path)
            -> ::core::result::Result<#process::SharedSession<Self>, #process::ConnectError>
        {
            #process::SharedSession::connect(path)
        }
        /// Creates a ring, and returns both ends, for two threads of this process or for a test.
        ///
        /// # Errors
        /// `OutOfMemory`, or that too many files are open.
        #vis fn pair() -> #ends {
            #process::SharedSession::<Self>::pair()
        }
    }
}
