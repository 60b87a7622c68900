"""What each rule does when its event happens, by noun. Reactions may fail and be tried again; they only write rows."""

from domain.reactions import bookings, contacts, forms, messages, plans, stock

__all__ = ['bookings', 'contacts', 'forms', 'messages', 'plans', 'stock']
