"""Invented people of the demo workspace. Every address ends in `.example`, so nothing can ever reach anybody."""

from random import Random
from uuid import UUID

from data.models import Contact

FIRST = (
    'Priya Hannah Marcus Ingrid Leo Sofia Noah Tomás Amélie Kwame Yuki Elif Björn Chiara Mateo Zofia Dmitri Aisha Lars Beatriz '
    'Rui Inês Tiago Joana Duarte Marta Hugo Clara Nuno Teresa Oliver Freya Samir Leila Anton Greta Pablo Lucía Emeka Nadia'
).split()
LAST = (
    'Nair Vogel Bell Aas Martins Lind Petit Rey Fontaine Mensah Tanaka Kaya Nilsson Ricci Herrera Nowak Orlov Rahman Berg Costa '
    'Almeida Sousa Ferreira Lopes Pinto Ramos Teixeira Moura Falcão Barros Hughes Larsen Haddad Karimi Weiss Brandt Ortega Vidal Obi Jansen'
).split()
TAGS = ('regular', 'new', 'sensitive skin', 'student', 'gift card')


def contacts(workspace_id: UUID, count: int, chance: Random) -> list[Contact]:
    """`count` customers with distinct addresses; most have both an e-mail address and a phone."""
    made = []
    for number in range(count):
        first, last = chance.choice(FIRST), chance.choice(LAST)
        mail = f'{first}.{last}.{number}@customers.example'.lower().encode('ascii', 'ignore').decode()
        made.append(
            Contact(
                workspace_id=workspace_id,
                name=f'{first} {last}',
                email=mail,
                phone=f'+35191{2_000_000 + number * 37:07d}' if chance.random() < 0.7 else None,
                tags=[chance.choice(TAGS)] if chance.random() < 0.35 else [],
            )
        )
    return made
